# Installs the server on Debian and its relatives without creating or starting a cluster.
set -e
settings=/etc/postgresql-common/createcluster.conf
if [ ! -e "$settings" ]; then
    mkdir -p "${settings%/*}"
    {
        echo '# Written before PostgreSQL was installed for development:'
        echo '# servers are started privately, so no cluster of the system is needed.'
        echo 'create_main_cluster = false'
    } >"$settings"
fi
export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
apt-get update
apt-get install --yes --no-install-recommends -o DPkg::Lock::Timeout=300 postgresql

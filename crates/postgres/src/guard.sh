# Runs a command and ends it when standard input ends, that is when the parent is gone.
# Arguments: the signal that ends an orphan, the folder to remove then (or nothing), the command.
# Standard output tells the command's process id; a line on standard input asks it to end (INT).
orphan_signal=$1
folder=$2
shift 2
exec 3<&0 </dev/null

"$@" >&2 3<&- &
child=$!
echo "$child"
exec >&2

(
    if read -r _ <&3; then
        signal=INT mark=0
    else
        signal=$orphan_signal mark=42
    fi
    trap 'exit "$mark"' TERM
    # Again and again: a signal is lost while the command is not ready for it.
    while kill -s "$signal" "$child" 2>/dev/null; do
        sleep 0.1 &
        wait "$!"
    done
    exit "$mark"
) &
watcher=$!
exec 3<&-

wait "$child"
status=$?
kill -s TERM "$watcher" 2>/dev/null
wait "$watcher"
if [ "$?" -eq 42 ] && [ -n "$folder" ]; then
    rm -rf -- "$folder"
fi
exit "$status"

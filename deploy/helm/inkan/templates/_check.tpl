{{/* Refuses values that fit the schema one by one but not together. */}}
{{- define "inkan.check" -}}
{{- if not .Values.image.repository }}
{{- fail "image.repository is empty: build the Dockerfile, push the image and name it here" }}
{{- end }}
{{- range $name, $secret := .Values.secrets }}
{{- if and $secret.existingSecret $secret.value }}
{{- fail (printf "secrets.%s has an existingSecret and a value: keep one of them" $name) }}
{{- end }}
{{- end }}
{{- if not .Values.configExistingSecret }}
{{- $secrets := .Values.secrets }}
{{- $keys := get $secrets "keys" }}
{{- if not (or $keys.existingSecret $keys.value) }}
{{- fail "secrets.keys is empty: name an existingSecret, such as one made by kubectl create secret generic inkan --from-literal=secrets-keys=\"$(openssl rand -base64 32)\"" }}
{{- end }}
{{- $url := $secrets.databaseUrl }}
{{- $password := $secrets.databasePassword }}
{{- if not (or $url.existingSecret $url.value $password.existingSecret $password.value) }}
{{- fail "the database has no password: set secrets.databaseUrl or secrets.databasePassword" }}
{{- end }}
{{- end }}
{{- if ge (int .Values.shutdown.delaySeconds) (int .Values.shutdown.graceSeconds) }}
{{- fail "shutdown.delaySeconds must be less than shutdown.graceSeconds, which includes it" }}
{{- end }}
{{- $monitor := .Values.metrics.serviceMonitor }}
{{- if $monitor.enabled }}
{{- if not .Values.metrics.enabled }}
{{- fail "metrics.serviceMonitor is enabled, but metrics.enabled is false" }}
{{- end }}
{{- if not (or .Values.metrics.public $monitor.existingSecret) }}
{{- fail "metrics.serviceMonitor needs existingSecret, a Secret with an API key of the scope metrics:read; or set metrics.public" }}
{{- end }}
{{- if and .Values.networkPolicy.enabled (not .Values.networkPolicy.adminFrom) }}
{{- fail "metrics.serviceMonitor is enabled, but the network policy lets nobody read the metrics: name the namespace of Prometheus in networkPolicy.adminFrom" }}
{{- end }}
{{- end }}
{{- end }}

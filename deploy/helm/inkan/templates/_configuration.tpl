{{/* Where the server's configuration comes from: a file, files of secrets, variables. */}}

{{/* The entries of `secrets` by their variable. */}}
{{- define "inkan.secretVariables" -}}
keys: SECRETS_KEYS_FILE
databaseUrl: DATABASE_URL_FILE
databasePassword: DATABASE_PASSWORD_FILE
smtpPassword: EMAIL_DELIVERY_SMTP_PASSWORD_FILE
adminApiKeys: ADMIN_API_KEYS_FILE
{{- end }}

{{/* The Secret of the values that are given inline; nothing when there are none. */}}
{{- define "inkan.inlineSecrets" -}}
{{- range $name, $secret := .Values.secrets }}
{{- if $secret.value }}
{{ $secret.key }}: {{ $secret.value | b64enc }}
{{- end }}
{{- end }}
{{- end }}

{{- define "inkan.configurationFile" -}}
{{- toYaml .Values.config }}
{{- end }}

{{/* Takes root and component; the component decides what is mounted where it differs. */}}
{{- define "inkan.environment" -}}
{{- $root := .root -}}
- name: SERVER_PUBLIC_ADDRESS
  value: ":8000"
- name: SERVER_ADMIN_ADDRESS
  value: ":8001"
- name: SERVER_SHUTDOWN_DELAY
  value: {{ printf "%ds" (int $root.Values.shutdown.delaySeconds) }}
- name: SERVER_SHUTDOWN_GRACE
  value: {{ printf "%ds" (int $root.Values.shutdown.graceSeconds) }}
- name: ADMIN_METRICS_PUBLIC
  value: {{ $root.Values.metrics.public | quote }}
{{- range $name, $variable := include "inkan.secretVariables" . | fromYaml }}
{{- $secret := get $root.Values.secrets $name }}
{{- if or $secret.existingSecret $secret.value }}
- name: {{ $variable }}
  value: /secrets/{{ $name }}
{{- end }}
{{- end }}
{{- with $root.Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "inkan.volumeMounts" -}}
- name: config
  mountPath: /config
  readOnly: true
- name: secrets
  mountPath: /secrets
  readOnly: true
{{- with .Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Takes root and name: that of the ConfigMap and the Secret which the chart makes. */}}
{{- define "inkan.volumes" -}}
{{- $name := .name -}}
- name: config
  {{- with .root.Values.configExistingSecret }}
  secret:
    secretName: {{ . }}
    defaultMode: 0440
  {{- else }}
  configMap:
    name: {{ $name }}
  {{- end }}
- name: secrets
  projected:
    defaultMode: 0440
    sources:
      {{- range $entry, $secret := .root.Values.secrets }}
      {{- if or $secret.existingSecret $secret.value }}
      - secret:
          name: {{ $secret.existingSecret | default $name }}
          items:
            - key: {{ $secret.key }}
              path: {{ $entry }}
      {{- end }}
      {{- end }}
{{- with .root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

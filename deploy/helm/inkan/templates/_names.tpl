{{/* Names and labels. */}}

{{- define "inkan.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for every suffix that the chart adds. */}}
{{- define "inkan.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" }}
{{- else if contains (include "inkan.name" .) .Release.Name }}
{{- .Release.Name | trunc 50 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "inkan.name" .) | trunc 50 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Of the pods of one component. Takes root and component. */}}
{{- define "inkan.selectorLabels" -}}
app.kubernetes.io/name: {{ include "inkan.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* Of everything. Takes root and component. */}}
{{- define "inkan.labels" -}}
{{ include "inkan.selectorLabels" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "inkan.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion }}
{{- .Values.image.repository }}{{ with .Values.image.digest }}@{{ . }}{{ else }}:{{ $tag }}{{ end }}
{{- end }}

{{- define "inkan.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "inkan.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{/* The component whose pods serve the admin API for callers. */}}
{{- define "inkan.adminComponent" -}}
{{- ternary "admin" "server" .Values.admin.separate }}
{{- end }}

{{/* Whether the main Deployment opens the admin listener, too: "true" or nothing. */}}
{{- define "inkan.serverHasAdminListener" -}}
{{- if or (not .Values.admin.separate) .Values.metrics.enabled }}true{{ end }}
{{- end }}

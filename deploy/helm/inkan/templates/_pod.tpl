{{/* What all pods have in common. */}}

{{- define "inkan.podSecurity" -}}
automountServiceAccountToken: false
{{- /* Variables such as SERVER_PORT, made from names of Services, would look like misspelt keys. */}}
enableServiceLinks: false
securityContext:
  runAsNonRoot: true
  {{- with .Values.securityContext.runAsUser }}
  runAsUser: {{ int . }}
  {{- end }}
  {{- with .Values.securityContext.runAsGroup }}
  runAsGroup: {{ int . }}
  {{- end }}
  {{- with .Values.securityContext.fsGroup }}
  fsGroup: {{ int . }}
  {{- end }}
  seccompProfile:
    type: RuntimeDefault
{{- with .Values.imagePullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "inkan.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Image and rights of a container. */}}
{{- define "inkan.container" -}}
image: {{ include "inkan.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
securityContext:
  {{- include "inkan.containerSecurity" . | nindent 2 }}
{{- end }}

{{/* Takes root and port, the name of the listener that is asked. */}}
{{- define "inkan.probes" -}}
{{- $probes := .root.Values.probes -}}
startupProbe:
  httpGet:
    path: /health/alive
    port: {{ .port }}
  timeoutSeconds: 3
  periodSeconds: {{ $probes.startup.periodSeconds }}
  failureThreshold: {{ $probes.startup.failureThreshold }}
livenessProbe:
  httpGet:
    path: /health/alive
    port: {{ .port }}
  timeoutSeconds: 3
  periodSeconds: {{ $probes.liveness.periodSeconds }}
  failureThreshold: {{ $probes.liveness.failureThreshold }}
readinessProbe:
  httpGet:
    path: /health/ready
    port: {{ .port }}
  timeoutSeconds: 3
  periodSeconds: {{ $probes.readiness.periodSeconds }}
  failureThreshold: {{ $probes.readiness.failureThreshold }}
{{- end }}

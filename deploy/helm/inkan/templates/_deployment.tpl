{{/* A Deployment. Takes root, component, name, listeners, port (asked by the probes) and settings. */}}
{{- define "inkan.deployment" -}}
{{- $root := .root -}}
{{- $values := .root.Values -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .name }}
  labels:
    {{- include "inkan.labels" . | nindent 4 }}
spec:
  {{- if not .settings.autoscaling.enabled }}
  replicas: {{ .settings.replicaCount }}
  {{- end }}
  revisionHistoryLimit: 5
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: 1
      maxUnavailable: 0
  selector:
    matchLabels:
      {{- include "inkan.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "inkan.labels" . | nindent 8 }}
        {{- if ne .listeners "public" }}
        inkan/metrics: "true"
        {{- end }}
        {{- with $values.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      annotations:
        checksum/config: {{ include "inkan.configurationFile" $root | sha256sum }}
        checksum/secrets: {{ include "inkan.inlineSecrets" $root | sha256sum }}
        {{- with $values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "inkan.serviceAccountName" $root }}
      {{- include "inkan.podSecurity" $root | nindent 6 }}
      terminationGracePeriodSeconds: {{ add $values.shutdown.delaySeconds $values.shutdown.graceSeconds 5 }}
      {{- with $values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with $values.affinity }}
      affinity:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with $values.topologySpreadConstraints }}
      topologySpreadConstraints:
        {{- range . }}
        - {{ toYaml . | nindent 10 | trim }}
          labelSelector:
            matchLabels:
              {{- include "inkan.selectorLabels" $ | nindent 14 }}
          matchLabelKeys: [pod-template-hash]
        {{- end }}
      {{- end }}
      containers:
        - name: inkan
          {{- include "inkan.container" $root | nindent 10 }}
          args:
            - serve
            - {{ .listeners }}
            {{- if $values.strictConfig }}
            - --strict-config
            {{- end }}
          env:
            {{- include "inkan.environment" . | nindent 12 }}
          ports:
            {{- if ne .listeners "admin" }}
            - name: public
              containerPort: 8000
            {{- end }}
            {{- if ne .listeners "public" }}
            - name: admin
              containerPort: 8001
            {{- end }}
          {{- include "inkan.probes" . | nindent 10 }}
          resources:
            {{- toYaml .settings.resources | nindent 12 }}
          volumeMounts:
            {{- include "inkan.volumeMounts" $root | nindent 12 }}
      volumes:
        {{- include "inkan.volumes" (dict "root" $root "name" (include "inkan.fullname" $root)) | nindent 8 }}
{{- end }}

{{/* Takes root, component, name and settings. */}}
{{- define "inkan.podDisruptionBudget" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ .name }}
  labels:
    {{- include "inkan.labels" . | nindent 4 }}
spec:
  maxUnavailable: {{ .root.Values.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "inkan.selectorLabels" . | nindent 6 }}
{{- end }}

{{/* Takes root, component, name and settings. */}}
{{- define "inkan.horizontalPodAutoscaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ .name }}
  labels:
    {{- include "inkan.labels" . | nindent 4 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ .name }}
  minReplicas: {{ .settings.autoscaling.minReplicas }}
  maxReplicas: {{ .settings.autoscaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ .settings.autoscaling.targetCPUUtilizationPercentage }}
{{- end }}

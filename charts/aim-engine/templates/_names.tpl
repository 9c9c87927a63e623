{{- define "aim-engine.labels" -}}
app.kubernetes.io/name: {{ .Values.name }}
app.kubernetes.io/part-of: aim-engine
{{- end }}
{{- define "aim-engine.account" -}}
{{ .Values.serviceAccount.name | default .Values.name }}
{{- end }}
{{- define "aim-engine.image" -}}
{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}
{{- define "aim-engine.gateway.labels" -}}
app.kubernetes.io/name: {{ .Values.gateway.name }}
app.kubernetes.io/part-of: aim-engine
{{- end }}

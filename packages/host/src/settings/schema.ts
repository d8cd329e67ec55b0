/** One setting that is a single value. */
export interface SettingRule {
  readonly text: string
  readonly type: 'string' | 'boolean' | 'url' | 'path'
  readonly options?: readonly string[]
  readonly env: string
  readonly default?: string | boolean
  /** A project file may set it. */
  readonly project?: boolean
}

const preference = (env: string, text: string, rest: Partial<SettingRule> = {}): SettingRule => ({
  text,
  type: 'string',
  env,
  project: true,
  ...rest,
})

/** Every single-valued key of config.yaml. Lists and maps (`contexts`, `plugins`, `aliases`, `registries`) are in `lists`. */
export const settingRules: Readonly<Record<string, SettingRule>> = {
  'current-context': {text: 'context that commands use', type: 'string', env: 'OME_CONTEXT'},
  namespace: {text: 'namespace that commands use', type: 'string', env: 'OME_NAMESPACE', project: true},
  'preferences.default-runtime': preference('OME_DEFAULT_RUNTIME', 'engine preferred when several fit equally well'),
  'preferences.auto-select-runtime': preference('OME_AUTO_SELECT_RUNTIME', 'choose a runtime when none is named', {
    type: 'boolean',
    default: true,
  }),
  'preferences.auto-scaling': preference('OME_AUTO_SCALING', 'deploy with a range of replicas', {
    type: 'boolean',
    default: false,
  }),
  'preferences.monitoring-enabled': preference('OME_MONITORING_ENABLED', 'deploy with monitoring', {
    type: 'boolean',
    default: false,
  }),
  'preferences.output-format': preference('OME_OUTPUT', 'output format without -o', {
    options: ['table', 'wide', 'json', 'yaml', 'name'],
    default: 'table',
  }),
  'preferences.access': preference('OME_ACCESS', 'what help does with commands you may not run', {
    options: ['mark', 'hide', 'show'],
    default: 'mark',
  }),
  'console.url': {text: 'URL of the OME console', type: 'url', env: 'OME_CONSOLE_URL'},
  'prometheus.url': {text: 'URL of Prometheus', type: 'url', env: 'OME_PROMETHEUS_URL'},
  'ai.endpoint': {text: 'OpenAI-compatible endpoint of the assistant', type: 'url', env: 'OME_AI_ENDPOINT'},
  'ai.model': {text: 'model the assistant asks', type: 'string', env: 'OME_AI_MODEL'},
  'gateway.user': {
    text: 'name that web pages of the cluster know you by, where it is another',
    type: 'string',
    env: 'OME_GATEWAY_USER',
  },
  'ai.key-from': {
    text: 'where the key of that endpoint is: env:NAME or secret:NAMESPACE/NAME/KEY',
    type: 'string',
    env: 'OME_AI_KEY_FROM',
  },
  'bench.runner-image': {
    text: 'image with node that workers of a load run in',
    type: 'string',
    env: 'OME_RUNNER_IMAGE',
  },
  'interactive.production': {
    text: 'contexts that the shell marks as production: names or patterns such as prod*, with commas',
    type: 'string',
    env: 'OME_INTERACTIVE_PRODUCTION',
  },
  'prices.file': {text: 'your own prices, which win over the built-in ones', type: 'path', env: 'OME_PRICES_FILE'},
}

/** Keys whose value is a list of entries or a map of names. */
export const structuredKeys = ['contexts', 'plugins', 'aliases', 'registries'] as const

/** Fields of the entries of each list: `required` ones first. */
export const entryFields: Readonly<
  Record<'contexts' | 'plugins' | 'registries', {required: readonly string[]; optional: readonly string[]}>
> = {
  contexts: {required: ['name'], optional: ['cluster', 'kubeconfig', 'namespace']},
  plugins: {required: ['name'], optional: ['enabled']},
  registries: {required: ['id', 'url'], optional: ['transport', 'npm', 'scopes', 'caFile']},
}

const secretWords = new Set([
  'token',
  'password',
  'passwd',
  'secret',
  'api-key',
  'apikey',
  'client-key',
  'client-key-data',
  'client-certificate-data',
  'access-token',
  'bearer',
])

/** True when the last word of a key says that its value is a secret; such keys are never written to disk. */
export const isSecretKey = (key: string): boolean => {
  const last = (key.split('.').at(-1) ?? '').toLowerCase().replaceAll('_', '-')
  return secretWords.has(last) || /(^|-)(token|password|secret)$/.test(last) || last.startsWith('client-key')
}

export const envOf = (key: string): string | undefined => settingRules[key]?.env

/** The value of a setting from text (command line, variable); undefined when the text does not fit the rule. */
export function parseSetting(rule: SettingRule, text: string): string | boolean | undefined {
  if (rule.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined
  return fits(rule, text) ? text : undefined
}

/** Whether a value read from a file fits the rule. */
export function fits(rule: SettingRule, value: unknown): value is string | boolean {
  if (rule.type === 'boolean') return typeof value === 'boolean'
  if (typeof value !== 'string') return false
  if (rule.options) return rule.options.includes(value)
  return rule.type !== 'url' || isWebAddress(value)
}

const isWebAddress = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)

export const expected = (rule: SettingRule): string =>
  rule.type === 'boolean'
    ? 'true or false'
    : rule.options
      ? `one of ${rule.options.join(', ')}`
      : rule.type === 'url'
        ? 'an http or https URL'
        : 'text'

/** Names that `config get`, `set` and `unset` complete. */
export const settingKeys = Object.keys(settingRules)

/** A setting, a list or map as a whole, or one name in a map. */
export const isKnownKey = (key: string): boolean =>
  settingRules[key] !== undefined || structuredKeys.some((name) => name === key) || /^aliases\.[^.]+$/.test(key)

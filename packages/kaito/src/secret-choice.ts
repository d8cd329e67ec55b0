import {OmeError} from '@ome/sdk/errors'

/** A Secret as far as it may be shown: which keys it has, never what is in them. */
export interface SecretKeys {
  readonly name: string
  readonly type: string
  readonly keys: readonly string[]
}

/** What a Secret is for. Keys by KAITO v0.12.0 `pkg/utils/consts`. */
export interface SecretUse {
  readonly flag: string
  /** What it opens, as `the licence of meta-llama/Llama-3.1-8B-Instruct`. */
  readonly opens: string
  readonly key: string
  /** Type it must have; absent: any. */
  readonly type?: string
  /** Arguments of `kubectl create secret` behind the name. */
  readonly create: string
}

export const hubToken = (model: string): SecretUse => ({
  flag: '--model-access-secret',
  opens: `${model}, which the Hub gives with a token only`,
  key: 'HF_TOKEN',
  create: 'generic NAME --from-literal=HF_TOKEN=…',
})

const registry = {
  key: '.dockerconfigjson',
  type: 'kubernetes.io/dockerconfigjson',
  create: 'docker-registry NAME --docker-server=… --docker-username=… --docker-password=…',
} as const

export const pushSecret = (image: string): SecretUse => ({
  flag: '--push-secret',
  opens: `pushing ${image}`,
  ...registry,
})

export const pullSecret = (image: string): SecretUse => ({
  flag: '--pull-secret',
  opens: `pulling ${image}`,
  ...registry,
})

export const llmSecret: SecretUse = {
  flag: '--inference-secret',
  opens: 'the inference service',
  key: 'LLM_ACCESS_SECRET',
  create: 'generic NAME --from-literal=LLM_ACCESS_SECRET=…',
}

export interface SecretChoice {
  readonly name: string
  readonly note?: string
}

/**
 * The Secret to use: the named one, else the only one of the namespace that fits. Throws `not-found` for a named one that is
 * not there, `usage` where it lacks the key, and where none or several fit.
 *
 * @param secrets those of the namespace; undefined where they may not be listed, and the named one is taken as it is.
 */
export function chooseSecret(
  use: SecretUse,
  named: string | undefined,
  namespace: string,
  secrets: readonly SecretKeys[] | undefined,
): SecretChoice {
  const create = `kubectl create secret -n ${namespace} ${use.create}`
  if (named !== undefined) {
    const found = secrets?.find(({name}) => name === named)
    if (secrets && !found)
      throw new OmeError('not-found', `secret "${named}" not found in namespace "${namespace}"`, [
        `create it: ${create.replace('NAME', named)}`,
      ])
    if (found && !fits(use, found))
      throw new OmeError('usage', `secret "${named}" cannot be used for ${use.opens}: it ${lack(use, found)}`, [
        `create one: ${create}`,
      ])
    return {name: named}
  }
  if (!secrets)
    throw new OmeError(
      'usage',
      `a secret is needed for ${use.opens}, and the secrets of namespace "${namespace}" may not be listed`,
      [`name it: ${use.flag} SECRET`],
    )
  const [only, second, ...more] = secrets.filter((secret) => fits(use, secret))
  if (!only)
    throw new OmeError(
      'usage',
      `a secret with key ${use.key} is needed for ${use.opens}, and namespace "${namespace}" has none`,
      [`create one: ${create}`],
    )
  if (second)
    throw new OmeError(
      'usage',
      `several secrets of namespace "${namespace}" have key ${use.key}: ${[only, second, ...more].map(({name}) => name).join(', ')}`,
      [`name one: ${use.flag} ${only.name}`],
    )
  return {name: only.name, note: `secret ${only.name} is used for ${use.opens}: the only one with key ${use.key}`}
}

const fits = ({key, type}: SecretUse, secret: SecretKeys): boolean =>
  secret.keys.includes(key) && (type === undefined || secret.type === type)

const lack = ({key, type}: SecretUse, secret: SecretKeys): string =>
  secret.keys.includes(key) ? `is not of type ${type}` : `has no key ${key}`

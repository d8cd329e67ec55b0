import {type Cause, forbiddenField, invalidValue, required} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {containersCauses} from './container-rules.ts'
import {labelNameCauses, labelsCauses, objectsOf} from './value-rules.ts'

/** Findings about the spec of a pod or of a template, told under `path`; `claimed` names volumes that come from outside. */
export function podSpecCauses(
  spec: JsonObject,
  path: string,
  isPod: boolean,
  claimed: readonly string[] = [],
): Cause[] {
  const volumes = new Set<string>()
  const volumeFindings = objectsOf(spec['volumes']).flatMap((volume, i) =>
    volumeCauses(volume, `${path}.volumes[${i}]`, volumes),
  )
  const names = {containers: new Set<string>(), volumes: new Set([...volumes, ...claimed]), isPod}
  const containers = objectsOf(spec['containers'])
  return [
    ...volumeFindings,
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...containersCauses(containers, `${path}.containers`, names),
    ...containersCauses(objectsOf(spec['initContainers']), `${path}.initContainers`, names),
    ...dnsCauses(spec, path),
    ...labelsCauses(asObject(spec['nodeSelector']), `${path}.nodeSelector`),
    ...deadlineCauses(spec, path),
    ...objectsOf(spec['tolerations']).flatMap((one, i) => tolerationCauses(one, `${path}.tolerations[${i}]`)),
  ]
}

/** What a volume source cannot do without, besides what the schema asks for. */
const sourceNames: Readonly<Record<string, string>> = {
  configMap: 'name',
  secret: 'secretName',
  hostPath: 'path',
  persistentVolumeClaim: 'claimName',
}

function volumeCauses(volume: JsonObject, path: string, seen: Set<string>): Cause[] {
  const causes = labelNameCauses(volume['name'], `${path}.name`, seen)
  const sources = Object.keys(volume).filter((key) => isObject(volume[key]))
  for (const [i, source] of sources.entries()) {
    if (i > 0) causes.push(forbiddenField(`${path}.${source}`, 'may not specify more than 1 volume type'))
    const name = sourceNames[source]
    if (name && !asObject(volume[source])[name]) causes.push(required(`${path}.${source}.${name}`))
  }
  return causes
}

function dnsCauses(spec: JsonObject, path: string): Cause[] {
  if (spec['dnsPolicy'] !== 'None') return []
  const config = spec['dnsConfig']
  if (!isObject(config)) return [required(`${path}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')]
  const servers = config['nameservers']
  if (isList(servers) && servers.length > 0) return []
  return [
    required(`${path}.dnsConfig.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
  ]
}

function deadlineCauses(spec: JsonObject, path: string): Cause[] {
  const seconds = spec['activeDeadlineSeconds']
  return typeof seconds === 'number' && (seconds < 1 || seconds > 2_147_483_647)
    ? [invalidValue(`${path}.activeDeadlineSeconds`, seconds, 'must be between 1 and 2147483647, inclusive')]
    : []
}

function tolerationCauses(toleration: JsonObject, path: string): Cause[] {
  const operator = asText(toleration['operator'])
  const causes: Cause[] = []
  if (!toleration['key'] && operator !== 'Exists')
    causes.push(
      invalidValue(
        `${path}.operator`,
        operator,
        'operator must be Exists when `key` is empty, which means "match all values and all keys"',
      ),
    )
  if (toleration['tolerationSeconds'] !== undefined && toleration['effect'] !== 'NoExecute')
    causes.push(
      invalidValue(
        `${path}.effect`,
        asText(toleration['effect']),
        "effect must be 'NoExecute' when `tolerationSeconds` is set",
      ),
    )
  if (operator === 'Exists' && toleration['value'])
    causes.push(invalidValue(`${path}.operator`, toleration, "value must be empty when `operator` is 'Exists'"))
  return causes
}

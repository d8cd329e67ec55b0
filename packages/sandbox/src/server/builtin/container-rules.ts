import {
  type Cause,
  duplicate,
  forbiddenField,
  invalidValue,
  notFoundValue,
  notSupported,
  required,
} from '@ome/kinds/validation/cause'
import {asObject, asText, isList, isObject, type JsonObject} from '@ome/kinds/validation/json'
import {resourcesCauses} from './resource-rules.ts'
import {
  labelNameCauses,
  negativeCauses,
  objectsOf,
  portCauses,
  portNameCauses,
  portReferenceCauses,
} from './value-rules.ts'

export interface PodNames {
  /** Names of the containers seen so far. */
  readonly containers: Set<string>
  readonly volumes: ReadonlySet<string>
  /** Pods are held to more than templates. */
  readonly isPod: boolean
}

/** The containers of one list of a pod spec. */
export const containersCauses = (list: readonly JsonObject[], path: string, names: PodNames): Cause[] =>
  list.flatMap((container, i) => containerCauses(container, `${path}[${i}]`, names))

function containerCauses(container: JsonObject, at: string, names: PodNames): Cause[] {
  const image = asText(container['image'])
  return [
    ...labelNameCauses(container['name'], `${at}.name`, names.containers),
    ...(image === '' ? [required(`${at}.image`)] : []),
    ...(names.isPod && image !== image.trim()
      ? [invalidValue(`${at}.image`, image, 'must not have leading or trailing whitespace')]
      : []),
    ...portsCauses(container, at),
    ...objectsOf(container['env']).flatMap((one, i) => variableCauses(one, `${at}.env[${i}]`)),
    ...mountsCauses(container, at, names.volumes),
    ...probesCauses(container, at),
    ...resourcesCauses(asObject(container['resources']), `${at}.resources`),
    ...privilegeCauses(asObject(container['securityContext']), `${at}.securityContext`),
  ]
}

function portsCauses(container: JsonObject, at: string): Cause[] {
  const seen = new Set<string>()
  return objectsOf(container['ports']).flatMap((port, i) => {
    const path = `${at}.ports[${i}]`
    const name = asText(port['name'])
    const causes = name ? portNameCauses(name, `${path}.name`) : []
    if (name && causes.length === 0 && seen.has(name)) causes.push(duplicate(`${path}.name`, name))
    seen.add(name)
    if (port['containerPort'] === 0) causes.push(required(`${path}.containerPort`))
    else causes.push(...portCauses(port['containerPort'], `${path}.containerPort`))
    if (port['hostPort'] !== 0) causes.push(...portCauses(port['hostPort'], `${path}.hostPort`))
    return causes
  })
}

const variableSources = ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef']

function variableCauses(variable: JsonObject, at: string): Cause[] {
  const name = asText(variable['name'])
  const causes: Cause[] = []
  if (!name) causes.push(required(`${at}.name`))
  else if (!/^[ -<>-~]+$/.test(name))
    causes.push(
      invalidValue(
        `${at}.name`,
        name,
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ),
    )
  const from = variable['valueFrom']
  if (!isObject(from)) return causes
  const path = `${at}.valueFrom`
  const sources = variableSources.filter((source) => from[source] !== undefined)
  if (asText(variable['value']) && sources.length > 0)
    causes.push(invalidValue(path, '', 'may not be specified when `value` is not empty'))
  else if (sources.length > 1)
    causes.push(invalidValue(path, '', 'may not have more than one field specified at a time'))
  if (isObject(from['fieldRef'])) causes.push(...fieldPathCauses(asText(from['fieldRef']['fieldPath']), path))
  for (const source of ['configMapKeyRef', 'secretKeyRef'])
    if (isObject(from[source]) && !from[source]['key']) causes.push(required(`${path}.${source}.key`))
  return causes
}

const variableFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
const otherFields = new Set([
  'metadata.annotations',
  'metadata.labels',
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
])

function fieldPathCauses(field: string, path: string): Cause[] {
  const at = `${path}.fieldRef.fieldPath`
  if (!field) return [required(at)]
  if (variableFields.includes(field) || field === 'spec.host' || /^metadata\.(labels|annotations)\['.+'\]$/.test(field))
    return []
  if (otherFields.has(field)) return [notSupported(at, field, variableFields)]
  return [invalidValue(at, field, `error converting fieldPath: field label not supported: ${field}`)]
}

function mountsCauses(container: JsonObject, at: string, volumes: ReadonlySet<string>): Cause[] {
  const seen = new Set<string>()
  return objectsOf(container['volumeMounts']).flatMap((mount, i) => {
    const path = `${at}.volumeMounts[${i}]`
    const [name, place] = [asText(mount['name']), asText(mount['mountPath'])]
    const causes: Cause[] = []
    if (!name) causes.push(required(`${path}.name`))
    else if (!volumes.has(name)) causes.push(notFoundValue(`${path}.name`, name))
    if (!place) causes.push(required(`${path}.mountPath`))
    else if (seen.has(place)) causes.push(invalidValue(`${path}.mountPath`, place, 'must be unique'))
    seen.add(place)
    return causes
  })
}

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep']
const probeNumbers = [
  'initialDelaySeconds',
  'timeoutSeconds',
  'periodSeconds',
  'successThreshold',
  'failureThreshold',
] as const

function probesCauses(container: JsonObject, at: string): Cause[] {
  const lifecycle = asObject(container['lifecycle'])
  return [
    ...['postStart', 'preStop'].flatMap((name) => {
      const handler = lifecycle[name]
      return isObject(handler) ? handlerCauses(handler, `${at}.lifecycle.${name}`) : []
    }),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((name) => {
      const probe = container[name]
      return isObject(probe) ? probeCauses(probe, name, `${at}.${name}`) : []
    }),
  ]
}

function probeCauses(probe: JsonObject, name: string, path: string): Cause[] {
  const causes = [...handlerCauses(probe, path), ...negativeCauses(probe, probeNumbers, path)]
  const successes = probe['successThreshold']
  if (name !== 'readinessProbe' && successes !== undefined && successes !== 1)
    causes.push(invalidValue(`${path}.successThreshold`, successes, 'must be 1'))
  const grace = probe['terminationGracePeriodSeconds']
  if (name === 'readinessProbe' && grace !== undefined)
    causes.push(invalidValue(`${path}.terminationGracePeriodSeconds`, grace, 'must not be set for readinessProbes'))
  return causes
}

function handlerCauses(probe: JsonObject, path: string): Cause[] {
  const given = handlers.filter((name) => isObject(probe[name]))
  if (given.length === 0) return [required(path, 'must specify a handler type')]
  return given.flatMap((name, i) => {
    if (i > 0) return [forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type')]
    const handler = asObject(probe[name])
    if (name === 'exec')
      return isList(handler['command']) && handler['command'].length > 0 ? [] : [required(`${path}.exec.command`)]
    return portReferenceCauses(handler['port'], `${path}.${name}.port`)
  })
}

const privilegeCauses = (context: JsonObject, path: string): Cause[] =>
  context['privileged'] === true && context['allowPrivilegeEscalation'] === false
    ? [invalidValue(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true')]
    : []

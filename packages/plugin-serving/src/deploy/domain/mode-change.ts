import {text} from '@ome/capacity/fields'
import type {Mode, ServiceFields} from '@ome/inference-model/deploy/mode'
import {inNamespace} from '@ome/inference-model/names'
import {OmeError} from '@ome/sdk/errors'
import type {FieldEdit} from '../../domain/field-edit.ts'
import type {Dialect} from './dialect.ts'

/** The service with the edits made. */
export const edited = (service: ServiceFields, edits: readonly FieldEdit[]): ServiceFields => ({
  field(at) {
    const key = at.join('\n')
    const own = edits.findLast((edit) => edit.at.join('\n') === key)
    if (own) return own.to ?? undefined
    const above = edits.findLast((edit) => key.startsWith(`${edit.at.join('\n')}\n`))
    if (!above) return service.field(at)
    return at
      .slice(above.at.length)
      .reduce<unknown>(
        (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
        above.to,
      )
  },
})

const withNodes: ReadonlySet<Mode> = new Set(['MultiNode', 'OMENative'])

/** A service keeps the mode it has: OME leaves what ran in the old one running. Throws `failed`. */
export function refuseModeChange(
  service: ServiceFields & {readonly name: string},
  edits: readonly FieldEdit[],
  {modeOf}: Pick<Dialect, 'modeOf'>,
  workloadKind: string | undefined,
): void {
  const before = modeOf(service, workloadKind)
  const declared = modeOf(service)
  const after = modeOf(edited(service, edits))
  if (after === before || after === declared) return
  const why = withNodes.has(after) ? 'its pods would be run by something else' : 'what runs it would change'
  throw new OmeError(
    'failed',
    `service "${service.name}" runs in mode ${before} and cannot be changed to ${after}: ${why}, and OME leaves the old pods running`,
    [
      `deploy a second one in that mode and delete this one: ome delete service ${service.name}${inNamespace({namespace: text(service.field(['metadata', 'namespace']))})}`,
    ],
  )
}

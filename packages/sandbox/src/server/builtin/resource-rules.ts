import {parseQuantity} from '@ome/capacity/quantity'
import {type Cause, invalidValue, required} from '@ome/kinds/validation/cause'
import {asObject, type Json, type JsonObject} from '@ome/kinds/validation/json'

const overcommitted = new Set(['cpu', 'memory', 'ephemeral-storage', 'storage'])
/** Whether a resource can be promised twice; devices and huge pages cannot. */
const isOvercommitted = (name: string): boolean => overcommitted.has(name) || isNative(name)
const isHugePages = (name: string): boolean => name.startsWith('hugepages-')
const isNative = (name: string): boolean =>
  !isHugePages(name) && (!name.includes('/') || name.includes('kubernetes.io/'))
const isWhole = (name: string): boolean => isHugePages(name) || (name.includes('/') && !isNative(name))

/** What a container asks for and is limited to. */
export function resourcesCauses(resources: JsonObject, path: string): Cause[] {
  const [limits, requests] = [asObject(resources['limits']), asObject(resources['requests'])]
  return [
    ...amountsCauses(limits, `${path}.limits`),
    ...Object.entries(requests).flatMap(([name, value]) => [
      ...amountsCauses({[name]: value}, `${path}.requests`),
      ...againstLimit(name, value, limits[name], path),
    ]),
  ]
}

const amountsCauses = (amounts: JsonObject, path: string): Cause[] =>
  Object.entries(amounts).flatMap(([name, value]) => {
    const at = `${path}[${name}]`
    const amount = parseQuantity(value)
    return [
      ...(!name.includes('/') && !overcommitted.has(name) && !isHugePages(name)
        ? [
            invalidValue(at, name, 'must be a standard resource type or fully qualified'),
            invalidValue(at, name, 'must be a standard resource for containers'),
          ]
        : []),
      ...(amount !== undefined && amount < 0
        ? [invalidValue(at, quantityForm(value), 'must be greater than or equal to 0')]
        : []),
      ...(amount !== undefined && isWhole(name) && !Number.isInteger(amount)
        ? [invalidValue(at, quantityForm(value), 'must be an integer')]
        : []),
    ]
  })

function againstLimit(name: string, value: Json | undefined, limit: Json | undefined, path: string): Cause[] {
  if (limit === undefined)
    return isOvercommitted(name)
      ? []
      : [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')]
  const [asked, most] = [parseQuantity(value), parseQuantity(limit)]
  if (asked === undefined || most === undefined || asked === most) return []
  const fail = (what: string) => [
    invalidValue(`${path}.requests`, quantityForm(value), `${what} ${name} limit of ${quantityForm(limit)}`),
  ]
  if (!isOvercommitted(name)) return fail('must be equal to')
  return asked > most ? fail('must be less than or equal to') : []
}

const decimal = ['E', 'P', 'T', 'G', 'M', 'k'] as const
const binary = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'] as const

/** A quantity in its canonical form: the largest suffix of its family that leaves a whole number. */
export function quantityForm(value: Json | undefined): string {
  const amount = parseQuantity(value)
  if (amount === undefined) return String(value)
  const isBinary = /i$/.test(String(value))
  if (!Number.isInteger(amount)) return `${Number((amount * 1000).toPrecision(15))}m`
  for (const [i, unit] of (isBinary ? binary : decimal).entries()) {
    const size = (isBinary ? 1024 : 1000) ** (6 - i)
    if (amount !== 0 && amount % size === 0) return `${amount / size}${unit}`
  }
  return String(amount)
}

import type {KaitoName} from '@ome/kaito/kaito-nouns'
import type {KaitoSubject} from '@ome/kaito/kaito-report'
import {OmeError} from '@ome/sdk/errors'
import {nearest} from '@ome/sdk/nearest'
import {type KaitoCost, kaitoCostOf, machinesOf} from '../domain/kaito-cost.ts'
import type {PricingKaito} from '../domain/ports.ts'

/** Throws `not-found` with the nearest name. */
export async function findSubject(
  {store}: Pick<PricingKaito, 'store'>,
  namespace: string,
  {noun, name}: KaitoName,
): Promise<KaitoSubject> {
  const subject = await store.find(namespace, {noun, name})
  if (subject) return subject
  const near = nearest(name, await store.names(namespace, noun))
  throw new OmeError('not-found', `${noun} "${name}" not found in namespace "${namespace}"`, [
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
    `list what is there: ome get ${noun}s -n ${namespace}`,
  ])
}

/** What objects of KAITO cost, in one reading of nodes and prices. */
export async function costsOf(
  ports: PricingKaito,
  subjects: readonly KaitoSubject[],
  region: string | undefined,
): Promise<readonly KaitoCost[]> {
  if (subjects.length === 0) return []
  const [nodes, {cloud}] = await Promise.all([ports.nodes(), ports.profile()])
  const held = subjects.map((subject) => machinesOf(subject, nodes, {region, provider: cloud}))
  const {book} = await ports.prices(held.flat().map(({machine}) => machine))
  return subjects.map((subject, index) => kaitoCostOf(subject, held[index] ?? [], (machine) => book.quote(machine)))
}

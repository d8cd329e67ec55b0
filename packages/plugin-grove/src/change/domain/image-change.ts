import {at, list, text} from '@ome/capacity/fields'
import {OmeError} from '@ome/sdk/errors'
import type {Clique} from '../../domain/grove-objects.ts'
import type {GroveSet} from '../../domain/grove-tree.ts'
import {findRole, type Role} from '../../domain/role.ts'
import type {PatchedField} from '../../driver/domain/rollout.ts'

export interface ImageWish {
  readonly image: string
  /** Words of roles; empty: those whose image has the same last path part. */
  readonly roles: readonly string[]
  readonly container?: string | undefined
  /** The reference is taken as it is typed. */
  readonly isExact?: boolean | undefined
}

export interface ImageChange extends PatchedField {
  readonly clique: string
  readonly role: Role
  readonly container: string
  readonly from: string
  readonly to: string
  /** Place of the clique in the template. */
  readonly index: number
}

export interface ImageChanges {
  /** Also those that have the image already. */
  readonly changes: readonly ImageChange[]
  /** Roles whose image is another program. */
  readonly left: readonly {readonly role: string; readonly image: string}[]
  /** A short reference was completed from what is there. */
  readonly completed?: string
}

/** Which images a wish changes. Throws `usage` when it fits no role or no container, `not-found` for unknown roles. */
export function imageChanges(set: GroveSet, wish: ImageWish): ImageChanges {
  if (!/^[\w][\w.\-/:@]*$/.test(wish.image)) {
    throw new OmeError('usage', `"${wish.image}" is no reference of an image`, ['write it as vllm:v1.3.0'])
  }
  const chosen = wish.roles.map((word) => findRole(set.roles, word, set.name))
  const roles = chosen.length > 0 ? set.roles.filter((role) => chosen.includes(role)) : set.roles
  const all = roles.flatMap((role) => role.cliques.flatMap((name) => changeOf(set, role, name, wish)))
  const alike = chosen.length > 0 ? all : all.filter(({from}) => program(from) === program(wish.image))
  if (alike.length === 0) {
    const there = all.map(({role, from}) => `${role.name} ${from}`).join(', ')
    throw new OmeError('usage', `no role of ${set.name} runs ${program(wish.image)}: ${there}`, [
      `name the role to change: --role ${set.roles[0]?.name ?? 'ROLE'}`,
    ])
  }
  const left = all.filter((change) => !alike.includes(change)).map(({role, from}) => ({role: role.name, image: from}))
  const [short] = alike.filter(({to}) => to !== wish.image)
  return {changes: alike, left, ...(short ? {completed: short.to} : {})}
}

function changeOf(set: GroveSet, role: Role, clique: string, wish: ImageWish): readonly ImageChange[] {
  const {cliques} = set.object.spec.template
  const index = cliques.findIndex(({name}) => name === clique)
  const found = cliques[index]
  if (!found) return []
  const place = containerOf(found, wish)
  const from = text(at(place.container, 'image')) ?? ''
  const to = wish.isExact ? wish.image : completed(wish.image, from)
  return [{role, clique, index, container: place.name, path: `/spec/podSpec/containers/${place.index}/image`, from, to}]
}

function containerOf(clique: Clique, wish: ImageWish): {container: unknown; name: string; index: number} {
  const containers = list(at(clique, 'spec', 'podSpec', 'containers'))
  const names = containers.map((container) => text(at(container, 'name')) ?? '')
  const wanted = wish.container ?? (names.length === 1 ? names[0] : undefined) ?? 'main'
  const index = names.indexOf(wanted)
  if (index < 0) {
    throw new OmeError('usage', `clique ${clique.name} has no container "${wanted}"`, [
      `name one of them: --container ${names.join(' | ')}`,
    ])
  }
  return {container: containers[index], name: names[index] ?? '', index}
}

/** `vllm` of `nvcr.io/nvidia/vllm:v1.2.0` and of `nvcr.io/nvidia/vllm@sha256:…`. */
export function program(image: string): string {
  const last = image.split('/').at(-1) ?? image
  return last.split(/[:@]/)[0] ?? last
}

/** A reference without a path keeps the registry and path of the program it replaces. */
function completed(image: string, current: string): string {
  if (image.includes('/') || program(image) !== program(current)) return image
  return [...current.split('/').slice(0, -1), image].join('/')
}

import {OmeError} from '@ome/sdk/errors'
import type {Measured, Observation, SeenPod, SeenRole} from '../../src/driver/domain/observation.ts'
import type {DrivenSet, DriverClock, RolloutStore, Stored} from '../../src/driver/domain/ports.ts'
import type {Rollout} from '../../src/driver/domain/rollout.ts'
import {isOnDelete, type PatchOperation, rolloutAnnotation, valueAt} from '../../src/driver/domain/template-patch.ts'
import {floorOf} from '../../src/driver/domain/worker-state.ts'

/** A role of a simulated set: `size` pods make a worker. */
export interface RoleSpec {
  readonly name: string
  readonly workers: number
  readonly min: number
  readonly size?: number
}

interface Pod {
  name: string
  uid: string
  clique: string
  index: number
  hash: string
  readyAt: number
}

/** What goes wrong; each is asked before the call it is about. */
export interface Faults {
  readonly before?: (call: 'load' | 'save' | 'observe' | 'patch' | 'delete') => void
  readonly after?: (call: 'save' | 'patch' | 'delete') => void
  /** Milliseconds until a new pod is ready; undefined = never. */
  readonly startMs?: (clique: string) => number
}

/** A set in memory under an operator that obeys OnDelete, as ports of the driver see it. */
export class SimulatedSet implements DrivenSet, RolloutStore, DriverClock {
  readonly roles: readonly RoleSpec[]
  faults: Faults
  time = Date.parse('2026-11-21T12:00:00Z')
  set: {metadata: Record<string, unknown>; spec: Record<string, unknown>}
  version = 1
  pods: Pod[] = []
  record: {rollout: Rollout; version: number} | undefined
  /** Deletes that took a role below its floor. */
  readonly breaches: string[] = []
  readonly deleted: string[] = []
  values: Measured['values'] = {}
  readonly domains = new Map<string, string>()
  private uids = 0
  private loads = 0

  constructor(roles: readonly RoleSpec[], faults: Faults = {}) {
    this.roles = roles
    this.faults = faults
    const cliques = roles.map(({name}) => ({name, image: 'v1'}))
    this.set = {metadata: {}, spec: {updateStrategy: {type: 'RollingRecreate'}, template: {cliques}}}
    this.operate()
    for (const pod of this.pods) pod.readyAt = this.time - 60_000
  }

  now(): number {
    return this.time
  }

  async sleep(ms: number): Promise<void> {
    this.time += ms
    this.operate()
  }

  imageOf(role: string): string {
    const cliques = valueAt(this.set, '/spec/template/cliques') as {name: string; image: string}[]
    return cliques.find(({name}) => name === role)?.image ?? ''
  }

  get strategy(): unknown {
    return valueAt(this.set, '/spec/updateStrategy/type')
  }

  get digest(): string {
    return this.roles.map(({name}) => `${name}=${this.imageOf(name)}`).join(',')
  }

  hashesOf(role: string): string[] {
    return [...new Set(this.pods.filter(({clique}) => clique === role).map(({hash}) => hash))].sort()
  }

  async load(): Promise<Stored | undefined> {
    if (++this.loads > 3000) throw new Error(`stuck in ${JSON.stringify(this.record?.rollout)}`)
    this.faults.before?.('load')
    return this.record && {rollout: this.record.rollout, version: String(this.record.version)}
  }

  async save(rollout: Rollout, version: string | undefined): Promise<Stored> {
    this.faults.before?.('save')
    if (version !== (this.record && String(this.record.version)))
      throw new OmeError('conflict', 'it was written meanwhile')
    this.record = {rollout: JSON.parse(JSON.stringify(rollout)), version: (this.record?.version ?? 0) + 1}
    this.faults.after?.('save')
    return {rollout: this.record.rollout, version: String(this.record.version)}
  }

  async observe(): Promise<Observation> {
    this.faults.before?.('observe')
    const rolloutId = valueAt(this.set, `/metadata/annotations/${rolloutAnnotation.replace('/', '~1')}`)
    return {
      set: {
        resourceVersion: String(this.version),
        updateStrategy: valueAt(this.set, '/spec/updateStrategy'),
        rollingUpdates: [],
        hasAnnotations: this.set.metadata['annotations'] !== undefined,
        ...(typeof rolloutId === 'string' ? {rolloutId} : {}),
        digest: this.digest,
        template: structuredClone(valueAt(this.set, '/spec/template')) as never,
      },
      roles: this.roles.map((role) => this.seen(role)),
      score: 1,
    }
  }

  async patch(operations: readonly PatchOperation[]): Promise<boolean> {
    this.faults.before?.('patch')
    const next = structuredClone(this.set)
    for (const {op, path, value} of operations) {
      if (path === '/metadata/resourceVersion') {
        if (value !== String(this.version)) return false
      } else if (op === 'test') {
        if (JSON.stringify(valueAt(next, path)) !== JSON.stringify(value)) return false
      } else write(next, path, op === 'remove' ? undefined : value)
    }
    this.set = next
    this.version += 1
    this.operate()
    this.faults.after?.('patch')
    return true
  }

  async deletePod({name, uid}: {readonly name: string; readonly uid: string}): Promise<void> {
    this.faults.before?.('delete')
    const pod = this.pods.find((one) => one.name === name && one.uid === uid)
    if (pod) this.remove(pod)
    this.faults.after?.('delete')
  }

  async measure(
    _: Rollout,
    {of, step, attempt}: {of: 'old' | 'new'; step: number; attempt: number},
  ): Promise<Measured> {
    return {of, step, attempt, values: this.values}
  }

  /** Takes a pod as a failing node would. */
  lose(index: number): void {
    const [pod] = this.pods.splice(index % this.pods.length, 1)
    if (pod) this.operate()
  }

  private remove(pod: Pod): void {
    const role = this.roles.find(({name}) => name === pod.clique)
    const ready = (): number => (role ? this.readyWorkers(role) : 0)
    const before = ready()
    this.pods = this.pods.filter((one) => one !== pod)
    this.deleted.push(`${pod.clique}/${pod.index} ${pod.hash}`)
    const floor = role ? floorOf({min: role.min, desired: role.workers}) : 0
    if (ready() < before && ready() < floor) this.breaches.push(`${pod.clique}: ${ready()} of ${floor}`)
    this.operate()
  }

  private readyWorkers({name, workers, size = 1}: RoleSpec): number {
    const ready = this.pods.filter((pod) => pod.clique === name && pod.readyAt <= this.time)
    return Array.from({length: workers}, (_, index) => ready.filter((pod) => pod.index === index).length).filter(
      (count) => count >= size,
    ).length
  }

  /** The operator: fills what is missing, and under RollingRecreate takes old pods away, one at a time. */
  private operate(): void {
    for (const {name, workers, size = 1} of this.roles) {
      for (let index = 0; index < workers; index++) {
        const there = this.pods.filter((pod) => pod.clique === name && pod.index === index)
        for (let missing = there.length; missing < size; missing++) this.create(name, index)
      }
    }
    if (isOnDelete(valueAt(this.set, '/spec/updateStrategy'))) return
    const old = this.pods.find((pod) => pod.hash !== this.imageOf(pod.clique))
    if (!old || this.pods.some((pod) => pod.clique === old.clique && pod.readyAt > this.time)) return
    this.pods = this.pods.filter((pod) => pod !== old)
    this.create(old.clique, old.index)
  }

  private create(clique: string, index: number): void {
    const uid = `u${++this.uids}`
    const readyAt = this.time + (this.faults.startMs?.(clique) ?? 5000)
    this.pods.push({name: `${clique}-${uid}`, uid, clique, index, hash: this.imageOf(clique), readyAt})
  }

  private seen({name, workers, min, size = 1}: RoleSpec): SeenRole {
    const pod = (one: Pod): SeenPod => ({
      name: one.name,
      uid: one.uid,
      clique: name,
      hash: one.hash,
      isScheduled: true,
      isReady: one.readyAt <= this.time,
      readySince: one.readyAt,
    })
    const own = Array.from({length: workers}, (_, index) => {
      const key = `${name}/0/${index}`
      const domain = this.domains.get(key) ?? `rack-${index % 2}`
      const pods = this.pods.filter((one) => one.clique === name && one.index === index).map(pod)
      return {key, index, size, pods, domain}
    })
    const cliques = [{name, template: name, hash: this.imageOf(name), matches: true}]
    return {name, parts: [{replica: 0, min, desired: workers, cliques, workers: own}]}
  }
}

function write(root: Record<string, unknown>, pointer: string, value: unknown): void {
  const tokens = pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/'))
  const last = tokens.pop() ?? ''
  let at: unknown = root
  for (const token of tokens) at = Reflect.get(Object(at), token)
  if (value === undefined) Reflect.deleteProperty(Object(at), last)
  else Reflect.set(Object(at), last, value)
}

/** A rollout from `v1` to `v2` of all roles, as the planner begins it. */
export function begun(sim: SimulatedSet, more: Partial<Rollout> = {}): Rollout {
  const to = (names: readonly string[]): string =>
    sim.roles.map(({name}) => `${name}=${names.includes(name) ? 'v2' : 'v1'}`).join(',')
  const roles = more.roles ?? sim.roles.map(({name}) => name)
  return {
    version: 1,
    id: 'r1',
    verb: 'update',
    phase: 'Preparing',
    pcs: {name: 's', uid: 'u'},
    fromDigest: sim.digest,
    toDigest: to(roles),
    original: {updateStrategy: {type: 'RollingRecreate'}},
    roles,
    patched: roles.map((clique) => ({clique, path: '/image', from: 'v1', to: 'v2'})),
    hashes: Object.fromEntries(sim.roles.map(({name}) => [name, 'v1'])),
    order: 'roles',
    steps: ['100%'],
    step: 0,
    batchSize: 1,
    minReadySeconds: 5,
    unitTimeoutSeconds: 600,
    waiting: [],
    gates: [],
    settleSeconds: 30,
    windowSeconds: 60,
    holds: 0,
    samples: [],
    approval: false,
    approvals: [],
    onFail: 'abort',
    holder: {by: 'ann', session: 'one', renewedAt: '2026-11-21T12:00:00.000Z'},
    startedBy: 'ann',
    startedAt: '2026-11-21T12:00:00.000Z',
    log: [],
    ...more,
  }
}

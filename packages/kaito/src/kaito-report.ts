import type {KaitoSubject, KaitoSurroundings} from './kaito-subject.ts'
import {type KaitoTrouble, troubleOf} from './trouble.ts'

export type {KaitoSubject, KaitoSurroundings}

/** An object with what runs for it, what keeps it from being well, and what a person may do next. */
export interface KaitoReport extends KaitoSurroundings {
  readonly subject: KaitoSubject
  readonly trouble?: KaitoTrouble
}

/** Machines and pods of other objects are left out. */
export function toReport(subject: KaitoSubject, around: KaitoSurroundings): KaitoReport {
  const owners = ownersIn(subject)
  const isOwn = (owner: string): boolean => owners.has(owner)
  const claims = around.claims?.filter(({owner}) => isOwn(owner))
  const pods = around.pods.filter(({namespace, owner}) => isOwn(`${namespace}/${owner}`))
  const own = {pods, unread: around.unread, ...(claims && {claims})}
  const trouble = troubleOf(subject, own)
  return {subject, ...own, ...(trouble && {trouble})}
}

const ownersIn = (subject: KaitoSubject): ReadonlySet<string> =>
  new Set(
    (subject.noun === 'inferenceset' ? subject.children : [subject]).map(({namespace, name}) => `${namespace}/${name}`),
  )

/** `workspace/phi`, as messages name it. */
export const subjectName = ({noun, name}: Pick<KaitoSubject, 'noun' | 'name'>): string => `${noun}/${name}`

/** Nodes it has and shall have; the latter is absent until the operator computed it. */
export function nodeCounts(subject: KaitoSubject): {readonly ready: number; readonly target?: number} {
  if (subject.noun === 'ragengine')
    return {ready: subject.nodes.length, ...(subject.instanceType !== undefined && {target: 1})}
  const workspaces = subject.noun === 'workspace' ? [subject] : subject.children
  const targets = workspaces.map(({targetNodes}) => targetNodes)
  const target = targets.reduce<number>((sum, each) => sum + (each ?? 0), 0)
  return {
    ready: workspaces.reduce((sum, {nodes}) => sum + nodes.length, 0),
    ...(targets.some((each) => each !== undefined) && {target}),
  }
}

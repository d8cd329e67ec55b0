import {displayWidth} from '@ome/sdk/text'
import type {Line, Page, Span, View} from '@ome/sdk/view'
import type {GroveSet, ReplicaRole} from '../../domain/grove-tree.ts'
import {isActive, type RolloutNote} from '../../domain/rollout-note.ts'
import {aligned, bar, fitting, type Piece, percent, piece} from './aligned.ts'
import {setJson} from './set-json.ts'
import {ageOf, badge, domainsText, gpusOf, healthTone, scoreText, unknown, whyText} from './set-words.ts'

/** Sets, a line for each role and replica of theirs, and why something waits. */
export const setStatus: View<readonly GroveSet[]> = {
  kind: 'GroveStatusList',
  blocks: (sets, page) => [{type: 'lines', lines: statusLines(sets, page)}],
  json: setJson,
  name: ({name}) => `podcliqueset/${name}`,
  empty: 'no podcliquesets found',
}

const header = ['NAME', 'REPLICAS', 'GANGS', 'READY', 'GPUS', 'PLACEMENT', 'REVISION', 'HEALTH', 'AGE']

function statusLines(sets: readonly GroveSet[], page: Page): readonly Line[] {
  const first = page.allNamespaces ? [piece('NAMESPACE')] : []
  const rows = [
    [...first, ...header.map((text) => piece(text))],
    ...sets.map((set) => [...(page.allNamespaces ? [piece(set.namespace)] : []), ...setRow(set, page)]),
  ]
  // What stays on a narrow terminal: name, ready, placement, health.
  const dispensable = [1, 6, 2, 8, 4].map((column) => column + first.length)
  const [head = [], ...own] = aligned(
    page.wide ? rows : fitting(rows, dispensable, page.room ?? Number.POSITIVE_INFINITY),
  )
  const roles = aligned(sets.flatMap((set) => roleRows(set, page)))
  let next = 0
  return [
    {spans: head},
    ...sets.flatMap((set, index) => {
      const count = set.replicas.reduce((sum, replica) => sum + replica.roles.length, 0)
      const below = roles.slice(next, next + count)
      next += count
      return [
        ...(set.rollout && isActive(set.rollout) ? [rolloutLine(set.rollout, set.namespace)] : []),
        {spans: own[index] ?? []},
        ...below.map((spans) => ({spans: [{text: '  '}, ...spans], hang: hangOf(spans)})),
        ...set.why.map((why): Line => ({spans: [{text: `  ! ${whyText(why, page.now)}`, tone: 'warn'}], hang: 4})),
      ]
    }),
  ]
}

/** Where the last piece of a row begins. */
const hangOf = (spans: readonly Span[]): number =>
  2 +
  displayWidth(
    spans
      .slice(0, -2)
      .map(({text}) => text)
      .join(''),
  )

function setRow(set: GroveSet, page: Page): readonly Piece[] {
  const roles = set.replicas.flatMap((replica) => replica.roles)
  const [ready, desired] = [
    roles.reduce((sum, role) => sum + role.ready, 0),
    roles.reduce((sum, role) => sum + role.desired, 0),
  ]
  const running = set.gangs.filter(({phase}) => phase === 'Running').length
  return [
    piece(set.name),
    piece(`${set.available}/${set.wanted}`),
    piece(`${running}/${set.gangs.length}`),
    piece(`${ready}/${desired}`),
    piece(gpusOf(set) ?? unknown),
    piece(scoreText(set.placement)),
    piece(set.revision?.number ?? '-'),
    piece(set.health, healthTone(set.health)),
    piece(ageOf(set, page)),
  ]
}

function roleRows(set: GroveSet, page: Page): readonly (readonly Piece[])[] {
  const several = set.replicas.length > 1
  return set.replicas.flatMap(({roles}) => roles.map((role) => roleRow(role, several, page)))
}

function roleRow(role: ReplicaRole, several: boolean, page: Page): readonly Piece[] {
  const {ready, desired, minimum, gpus, isReported} = role
  const tone = ready >= desired ? 'good' : ready >= minimum ? 'warn' : 'bad'
  return [
    ...(several ? [piece(`${role.replica}/`)] : []),
    piece(role.role.name),
    piece(badge(role.role)),
    piece(`${ready}/${desired}`, tone),
    piece(`min ${minimum}`),
    piece(isReported ? unknown : `${gpus} GPU`),
    piece(`${bar(ready, desired)} ${percent(ready, desired)}`, tone),
    ...(page.wide ? wideRow(role) : []),
    piece(domainsText(role, page.wide)),
  ]
}

function wideRow(role: ReplicaRole): readonly Piece[] {
  const {scheduled, gated, updated, autoscaler, desired} = role
  const {templateReplicas} = role.role
  return [
    piece(`scheduled ${scheduled}`),
    piece(`gated ${gated}`),
    piece(`updated ${updated}`),
    piece(autoscaler ? `HPA ${autoscaler.min}-${autoscaler.max}` : 'no HPA'),
    piece(templateReplicas === desired ? '' : `template ${templateReplicas}`),
  ]
}

function rolloutLine({verb, phase, reason, step, steps, holder, set}: RolloutNote, namespace: string): Line {
  const at = step === undefined || steps === undefined ? '' : `, step ${step + 1} of ${steps}`
  const why = reason === undefined ? '' : ` (${reason})`
  const goOn = `ome grove rollout resume ${set} -n ${namespace}`
  const who = holder === undefined ? `; nobody drives it: ${goOn}` : `, driven by ${holder}`
  return {spans: [{text: `rollout of ${set}: ${verb} ${phase}${why}${at}${who}`, tone: 'warn'}], hang: 2}
}

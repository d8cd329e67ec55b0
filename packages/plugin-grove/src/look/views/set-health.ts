import {formatBytes} from '@ome/sdk/units'
import type {Block, Line, Page, TreeNode, View} from '@ome/sdk/view'
import type {GrovePod} from '../../domain/grove-pod.ts'
import type {Gang, GangClique, GroveSet} from '../../domain/grove-tree.ts'
import type {Placement, ScopeScore} from '../../domain/placement.ts'
import {badgeOf} from '../../domain/role.ts'
import {type GpuLoads, loadOf} from '../domain/gpu-gauge.ts'
import type {SetHealth} from '../domain/set-health.ts'
import {eventLine} from './event-line.ts'
import {gangJson, placementJson, whyJson} from './set-json.ts'
import {badge, healthTone, phaseTone, scoreText, whyText} from './set-words.ts'

/** Set, gangs and roles as a tree, what keeps them, and what happened lately. */
export const setHealth: View<readonly SetHealth[]> = {
  kind: 'GroveHealthList',
  blocks: (reports, page) => reports.flatMap((report) => healthBlocks(report, page)),
  json: healthJson,
  name: ({set}) => `podcliqueset/${set.name}`,
  empty: 'no podcliquesets found',
}

function healthBlocks({set, events, loads}: SetHealth, page: Page): readonly Block[] {
  const lines: readonly Line[] = [
    ...set.why.map((why): Line => ({spans: [{text: `! ${whyText(why, page.now)}`, tone: 'warn'}], hang: 2})),
    ...events.map((event) => eventLine(event, page)),
  ]
  const tree: Block = {type: 'tree', roots: [setNode(set, loads)]}
  return lines.length === 0 ? [tree] : [tree, {type: 'lines', lines}]
}

const setNode = (set: GroveSet, loads: GpuLoads): TreeNode => ({
  text: set.namespace === '' ? set.name : `${set.namespace}/${set.name}`,
  state: `${set.health}  phase ${set.phase}  score ${scoreText(set.placement)}`,
  tone: healthTone(set.health),
  children: set.gangs.map((gang) => gangNode(gang, set, loads)),
})

function gangNode(gang: Gang, set: GroveSet, loads: GpuLoads): TreeNode {
  const base = gang.base === undefined ? '' : `  after ${gang.base}`
  return {
    text: `gang ${gang.name}`,
    state: `${gang.phase} ${gang.phaseSource}  score ${scoreText(gang.placement)}${need(gang.placement)}${base}`,
    tone: phaseTone(gang.phase),
    children: [
      ...gang.cliques.map((clique) => cliqueNode(clique, set, loads)),
      ...(gang.placement.scopes.length > 1 ? gang.placement.scopes.map(scopeNode) : []),
    ],
  }
}

const need = ({score, level, used, need: needed}: Placement): string =>
  score === undefined || level === undefined || needed === undefined
    ? ''
    : ` (${level}: ${used} used, ${needed} needed)`

function cliqueNode(clique: GangClique, set: GroveSet, loads: GpuLoads): TreeNode {
  const role = set.roles.find(({name}) => name === clique.role)
  const restarts = clique.pods.reduce((sum, pod) => sum + pod.restarts, 0)
  const parts = [
    `${clique.ready}/${clique.desired} ready, min ${clique.minimum}`,
    gpuText(clique.pods, loads),
    ...(clique.gated > 0 ? [`${clique.gated} gated`] : []),
    ...(restarts > 0 ? [`restarts ${restarts}`] : []),
    ...(clique.breach ? ['below its minimum'] : []),
  ]
  const isGroup = role?.kind === 'PodCliqueScalingGroup'
  const tone = clique.breach || clique.ready < clique.minimum ? 'bad' : clique.ready < clique.desired ? 'warn' : 'good'
  return {text: `${isGroup ? clique.name : clique.role} ${badge(role ?? {})}`, state: parts.join('  '), tone}
}

function gpuText(pods: readonly GrovePod[], loads: GpuLoads): string {
  const {busyPercent, usedBytes, totalBytes} = loadOf(pods, loads)
  const memory =
    usedBytes === undefined || totalBytes === undefined
      ? ''
      : ` memory ${formatBytes(usedBytes)} of ${formatBytes(totalBytes)}`
  return `GPU ${busyPercent === undefined ? '-' : `${Math.round(busyPercent)}%`}${memory}`
}

const scopeNode = ({name, level, packing, score, domains, need: needed}: ScopeScore): TreeNode => ({
  text: `placement of ${name}`,
  state: `${packing === 'none' ? '' : `${packing} `}${level} ${score === undefined ? '-' : score.toFixed(2)} (${domains.length} used, ${needed ?? '-'} needed)`,
})

function healthJson({set, events, loads}: SetHealth): unknown {
  return {
    name: set.name,
    namespace: set.namespace,
    health: set.health,
    phase: set.phase,
    source: 'computed',
    placement: placementJson(set.placement),
    gangs: set.gangs.map((gang) => ({
      ...gangJson(gang),
      replica: gang.replica,
      cliques: gang.cliques.map((clique) => ({
        name: clique.name,
        role: clique.role,
        badge: badgeOf(set.roles.find(({name}) => name === clique.role) ?? {}),
        ready: clique.ready,
        desired: clique.desired,
        min: clique.minimum,
        gated: clique.gated,
        restarts: clique.pods.reduce((sum, pod) => sum + pod.restarts, 0),
        gpu: gpuJson(clique.pods, loads),
        breach: clique.breach ?? null,
      })),
      scopes: gang.placement.scopes.map((scope) => ({
        name: scope.name,
        level: scope.level,
        packing: scope.packing,
        score: scope.score ?? null,
        used: scope.domains.length,
        need: scope.need ?? null,
        source: 'computed',
      })),
    })),
    why: set.why.map(whyJson),
    events,
  }
}

function gpuJson(pods: readonly GrovePod[], loads: GpuLoads): unknown {
  const {busyPercent, usedBytes, totalBytes} = loadOf(pods, loads)
  return {
    utilRatio: busyPercent === undefined ? null : busyPercent / 100,
    memoryUsedBytes: usedBytes ?? null,
    memoryTotalBytes: totalBytes ?? null,
  }
}

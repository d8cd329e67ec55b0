import type {Context} from '@ome/sdk/context'
import type {PlanSource} from '../domain/deployment-plan.ts'
import type {Sha256} from '../domain/grove-objects.ts'
import type {GroveReader} from '../domain/grove-reader.ts'
import {groveReader} from '../kube/grove-reader.ts'
import {planSource} from '../kube/plan-source.ts'
import {sha256} from '../kube/sha256.ts'
import type {BundleTarget} from './domain/bundle.ts'
import type {EvidenceSource} from './domain/evidence.ts'
import type {GpuGauge} from './domain/gpu-gauge.ts'
import type {MetricSource} from './domain/metric-source.ts'
import {gpuGauge} from './kube/gpu-gauge.ts'
import {metricSource} from './kube/metric-source.ts'

export interface Look {
  readonly reader: GroveReader
  readonly gauge: GpuGauge
  readonly source: MetricSource
  readonly plans: PlanSource
  readonly sha256: Sha256
}

export async function look(context: Context): Promise<Look> {
  const kube = await context.kube()
  const {now, signal} = context
  return {
    reader: groveReader(kube),
    gauge: gpuGauge(kube, now),
    source: metricSource(kube, now, signal),
    plans: planSource(kube),
    sha256,
  }
}

export interface Collecting {
  readonly source: EvidenceSource
  readonly target: BundleTarget
  readonly sha256: Sha256
  readonly toYaml: (objects: readonly unknown[]) => string
}

export async function collecting(context: Context): Promise<Collecting> {
  const {cwd, now} = context
  const [kube, {evidenceSource}, {bundleTarget}, {dumpYamlDocuments}] = await Promise.all([
    context.kube(),
    import('./kube/evidence-source.ts'),
    import('./files/bundle-target.ts'),
    import('@ome/sdk/yaml-dump'),
  ])
  return {source: evidenceSource(kube), target: bundleTarget(cwd, now), sha256, toYaml: dumpYamlDocuments}
}

import {at, list, text} from '@ome/capacity/fields'

/** One GPU as KAITO's Python servers (trainer, transformers runtime) tell of it. */
export interface ReportedGpu {
  readonly id: string
  readonly name: string
  readonly loadPercent?: number
  readonly celsius?: number
  readonly usedGiB?: number
  readonly totalGiB?: number
}

/**
 * The JSON their `/metrics` answers, every value a text with its unit. Undefined for another text; without GPUs where the
 * server found none. Source: KAITO v0.12 `presets/workspace/*\/text-generation/metrics_server.py`, whose GB are 2^30.
 */
export function readGpuReport(body: string): readonly ReportedGpu[] | undefined {
  const report = jsonOf(body)
  if (typeof report !== 'object' || report === null || !('gpu_info' in report)) return undefined
  return list(report.gpu_info).map((gpu, index) => {
    const known = {
      loadPercent: amount(at(gpu, 'load')),
      celsius: amount(at(gpu, 'temperature')),
      usedGiB: amount(at(gpu, 'memory', 'used')),
      totalGiB: amount(at(gpu, 'memory', 'total')),
    }
    const given = Object.entries(known).filter(([, value]) => value !== undefined)
    return {id: text(at(gpu, 'id')) ?? String(index), name: text(at(gpu, 'name')) ?? '', ...Object.fromEntries(given)}
  })
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** `25.00%`, `55 C`, `1.00 GB`. */
function amount(value: unknown): number | undefined {
  const number = Number.parseFloat(typeof value === 'number' ? String(value) : (text(value) ?? ''))
  return Number.isFinite(number) ? number : undefined
}

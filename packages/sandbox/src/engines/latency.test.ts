import {ok} from 'node:assert/strict'
import {seededRandom} from '../random.ts'
import {simulatedClock} from '../simulated-clock.ts'
import {batch, type Timing} from './batch.ts'
import {speedOf} from './latency.ts'

type Range = readonly [least: number, most: number] | undefined
const kinds = ['NVIDIA-H100-80GB-HBM3', 'NVIDIA-A100-SXM4-80GB', 'NVIDIA-L40S', 'AMD-Instinct-MI300X'] as const

/** Ranges of llm-d-inference-sim `docs/latency-profiles.md` (v0.10.2, eec055a): a 256-token prompt, one request at a time, ms. */
const rows: readonly {
  readonly billions: readonly number[]
  readonly gpus: number
  readonly first: readonly Range[]
  readonly between: readonly Range[]
  readonly quantization?: string
}[] = [
  {
    billions: [1, 3],
    gpus: 1,
    first: [
      [30, 60],
      [50, 90],
      [80, 130],
      [25, 50],
    ],
    between: [
      [5, 8],
      [8, 12],
      [12, 18],
      [6, 10],
    ],
  },
  {
    billions: [7, 8],
    gpus: 1,
    first: [
      [60, 120],
      [100, 180],
      [180, 280],
      [50, 100],
    ],
    between: [
      [10, 15],
      [15, 25],
      [25, 35],
      [12, 18],
    ],
  },
  {
    billions: [13],
    gpus: 1,
    first: [
      [120, 200],
      [180, 300],
      [350, 500],
      [100, 170],
    ],
    between: [
      [15, 22],
      [22, 35],
      [40, 55],
      [18, 28],
    ],
  },
  {
    billions: [30, 34],
    gpus: 2,
    first: [[160, 280], [280, 450], undefined, [130, 230]],
    between: [[20, 30], [30, 45], undefined, [25, 35]],
  },
  {
    billions: [70],
    gpus: 4,
    first: [[250, 400], [400, 700], undefined, [200, 330]],
    between: [[25, 40], [40, 60], undefined, [30, 45]],
  },
  {
    billions: [70],
    gpus: 8,
    first: [[150, 250], [250, 400], undefined, [120, 215]],
    between: [[18, 28], [28, 45], undefined, [22, 32]],
  },
  {billions: [405], gpus: 8, first: [[600, 1400]], between: [[60, 100]], quantization: 'fp8'},
  {
    billions: [405],
    gpus: 8,
    first: [undefined, undefined, undefined, [900, 2000]],
    between: [undefined, undefined, undefined, [70, 120]],
  },
]

/** Means of twenty requests one after another, as a client would measure them. */
async function measured(speed: ReturnType<typeof speedOf>): Promise<{first: number; between: number}> {
  const clock = simulatedClock({start: 0})
  const random = seededRandom(7)
  const engine = batch({clock, random, speed, maxSequences: 8, maxWaiting: 0})
  const timings: Timing[] = []
  const tokens = 40
  for (let i = 0; i < 20; i++) {
    engine.submit({
      promptTokens: 256,
      outputTokens: tokens,
      token: () => undefined,
      end: (timing) => timings.push(timing),
    })
    await clock.advance(120_000)
  }
  clock.stop()
  const mean = (of: (timing: Timing) => number): number =>
    timings.reduce((sum, one) => sum + of(one), 0) / timings.length
  return {
    first: mean((timing) => timing.first - timing.arrived),
    between: mean((timing) => (timing.ended - timing.first) / (tokens - 1)),
  }
}

/** @feature Traffic: latencies of engines by size of model, kind and number of GPUs, in published ranges | works */
describe('latencies of engines', () => {
  for (const {billions, gpus, first, between, quantization} of rows) {
    for (const size of billions) {
      for (const [i, kind] of kinds.entries()) {
        const [low, high] = [first[i], between[i]]
        if (!low || !high) continue
        it(`${size}B on ${gpus} ${kind}`, async () => {
          const {first: ttft, between: itl} = await measured(speedOf(size, kind, quantization, gpus))
          ok(ttft >= low[0] && ttft <= low[1], `first token after ${ttft} ms`)
          ok(itl >= high[0] && itl <= high[1], `a token every ${itl} ms`)
        })
      }
    }
  }

  it('are better with fewer bits and with more GPUs, worse on a smaller GPU', () => {
    const plain = speedOf(8, kinds[0], undefined, 1)
    ok(speedOf(8, kinds[0], 'fp8', 1).tokenMs < plain.tokenMs)
    ok(speedOf(8, kinds[0], 'int4', 1).tokenMs < speedOf(8, kinds[0], 'fp8', 1).tokenMs)
    ok(speedOf(8, kinds[0], undefined, 2).prefillMs < plain.prefillMs)
    ok(speedOf(8, 'NVIDIA-L4', undefined, 1).tokenMs > plain.tokenMs * 3)
  })
})

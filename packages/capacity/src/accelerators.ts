/** Figures of one accelerator; absent where no source states them. */
export interface AcceleratorSpec {
  readonly model: string
  readonly vendor: 'nvidia' | 'amd'
  readonly family: string
  /** CUDA compute capability, for example 9.0. */
  readonly computeCapability?: number
  readonly memoryGiB: number
  readonly bandwidthGBps?: number
  /** Dense tensor TFLOPS, without sparsity. */
  readonly tflops: {readonly fp16?: number; readonly bf16?: number; readonly fp8?: number; readonly fp4?: number}
  readonly watts?: number
}

/**
 * Model, vendor, family, compute capability, GiB, GB/s, dense TFLOPS fp16 bf16 fp8 fp4, watts; `-` not stated.
 * Sources: ai-dynamo/aiconfigurator 095f58a51 `src/aiconfigurator/systems` (L4, L40S, A100-80GB, H100, H200, B200, B300,
 * GB200, GB300, RTX-PRO-6000), dstackai/gpuhunt 3584151 (memory and compute capability of the others), public catalogues
 * (bandwidth and TFLOPS of T4, V100, A10, A100-40GB).
 */
const table = `
T4           nvidia turing    7.5  16  320  65     -      -      -      70
P100-16GB    nvidia pascal    6.0  16  -    -      -      -      -      -
V100-16GB    nvidia volta     7.0  16  900  125    -      -      -      300
V100-32GB    nvidia volta     7.0  32  900  125    -      -      -      300
A10          nvidia ampere    8.6  24  600  125    125    -      -      150
A10G         nvidia ampere    8.6  24  600  -      -      -      -      -
L4           nvidia ada       8.9  24  300  121    121    242    -      72
L40S         nvidia ada       8.9  48  864  362.05 362.05 733    -      350
A100-40GB    nvidia ampere    8.0  40  1555 312    312    -      -      400
A100-80GB    nvidia ampere    8.0  80  2039 312    312    -      -      400
H100-SXM     nvidia hopper    9.0  80  3350 989    989    1978   -      700
H100-PCIE    nvidia hopper    9.0  80  2000 756.5  756.5  1513   -      350
H100-NVL     nvidia hopper    9.0  94  -    -      -      -      -      -
H200-SXM     nvidia hopper    9.0  141 4800 989    989    1978   -      700
B200-SXM     nvidia blackwell 10.0 180 7700 2250   2250   4500   9000   1000
B300-SXM     nvidia blackwell 10.3 268 7750 2250   2250   4500   14000  1100
GB200        nvidia blackwell 10.0 185 8000 2500   2500   5000   10000  1200
GB300        nvidia blackwell 10.3 277 8000 2500   2500   5000   15000  1400
RTX-PRO-6000 nvidia blackwell 12.0 96  1792 467.8  467.8  935.6  1871.2 600
RTX-PRO-4500 nvidia blackwell 12.0 32  -    -      -      -      -      -
MI300X       amd    cdna3     -    192 -    -      -      -      -      -
`

/** All accelerators that are known, in the table's order. */
export const knownAccelerators = (): readonly AcceleratorSpec[] => table.trim().split('\n').map(toSpec)

/** The row of a model by its key in the table, case and separators aside. */
export function findAccelerator(model: string): AcceleratorSpec | undefined {
  const line = table
    .trim()
    .split('\n')
    .find((row) => words(row.slice(0, row.indexOf(' '))) === words(model))
  return line === undefined ? undefined : toSpec(line)
}

/**
 * The accelerator behind a node label (`NVIDIA-H100-80GB-HBM3`, `Tesla-T4`) or a class name (`nvidia-h100`). With
 * `memoryGiB` given, variants of one name are told apart by it; a name alone means the most common variant.
 */
export function acceleratorOf(product: string, memoryGiB?: number): AcceleratorSpec | undefined {
  const text = words(product)
  const rules = products.filter(([pattern]) => pattern.test(text))
  const specs = rules.map(([, model]) => findAccelerator(model)).filter((spec) => spec !== undefined)
  if (memoryGiB === undefined) return specs[0]
  return specs.find((spec) => Math.abs(spec.memoryGiB - memoryGiB) <= spec.memoryGiB * 0.08) ?? specs[0]
}

/** More specific rows first: the first hit wins when nothing else tells. */
const products: readonly (readonly [pattern: RegExp, model: string])[] = [
  [/gb300/, 'GB300'],
  [/gb200/, 'GB200'],
  [/b300/, 'B300-SXM'],
  [/b200/, 'B200-SXM'],
  [/h200/, 'H200-SXM'],
  [/h100 ?nvl/, 'H100-NVL'],
  [/h100 ?pcie/, 'H100-PCIE'],
  [/h100/, 'H100-SXM'],
  [/h100/, 'H100-NVL'],
  [/a100.*40 ?gb/, 'A100-40GB'],
  [/a100/, 'A100-80GB'],
  [/a100/, 'A100-40GB'],
  [/\bl40s\b/, 'L40S'],
  [/\bl4\b/, 'L4'],
  [/\ba10g\b/, 'A10G'],
  [/\ba10\b/, 'A10'],
  [/v100.*32 ?gb/, 'V100-32GB'],
  [/v100/, 'V100-16GB'],
  [/v100/, 'V100-32GB'],
  [/p100/, 'P100-16GB'],
  [/\bt4\b/, 'T4'],
  [/rtx pro 6000/, 'RTX-PRO-6000'],
  [/rtx pro 4500/, 'RTX-PRO-4500'],
  [/mi300x/, 'MI300X'],
]

const words = (text: string): string => text.toLowerCase().replaceAll(/[-_\s]+/g, ' ')

function toSpec(line: string): AcceleratorSpec {
  const [model = '', vendor, family = '', ...cells] = line.split(/\s+/)
  const [computeCapability, memoryGiB = 0, bandwidthGBps, fp16, bf16, fp8, fp4, watts] = cells.map((cell) =>
    cell === '-' ? undefined : Number(cell),
  )
  return {
    model,
    vendor: vendor === 'amd' ? 'amd' : 'nvidia',
    family,
    ...(computeCapability !== undefined && {computeCapability}),
    memoryGiB,
    ...(bandwidthGBps !== undefined && {bandwidthGBps}),
    tflops: {
      ...(fp16 !== undefined && {fp16}),
      ...(bf16 !== undefined && {bf16}),
      ...(fp8 !== undefined && {fp8}),
      ...(fp4 !== undefined && {fp4}),
    },
    ...(watts !== undefined && {watts}),
  }
}

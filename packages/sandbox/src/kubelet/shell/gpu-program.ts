import {quantity} from '../../quantity.ts'
import {hash32} from '../../random.ts'
import {type Call, type Program, ProgramError} from './program.ts'

interface Gpu {
  readonly index: number
  readonly name: string
  readonly uuid: string
  readonly totalMiB: number
  readonly usedMiB: number
  readonly busy: number
}

const resource = 'nvidia.com/gpu'

/** The GPUs that the container may use. */
function gpusOf({machine}: Call): Gpu[] {
  const {container, node} = machine
  const count = quantity(container.resources?.limits?.[resource] ?? container.resources?.requests?.[resource])
  const labels = node?.metadata.labels ?? {}
  const totalMiB = Number(labels['nvidia.com/gpu.memory'] ?? 81_559)
  return Array.from({length: count}, (_, index) => {
    const told = machine.world.activity.of(machine.pod, container.name)
    const hash = hash32(`${node?.metadata.name}/${machine.pod.metadata.uid}/${index}`)
    return {
      index,
      name: (labels['nvidia.com/gpu.product'] ?? 'NVIDIA GPU').replaceAll('-', ' '),
      uuid: `GPU-${hash.toString(16).padStart(8, '0')}-0000-0000-0000-${String(index).padStart(12, '0')}`,
      totalMiB,
      usedMiB: told ? Math.round(told.gpuBytes / 2 ** 20) : Math.round(totalMiB * 0.9),
      busy: told ? Math.round(told.busy * 100) : 40 + (hash % 50),
    }
  })
}

const driver = '580.82.07'

type Field = (gpu: Gpu, count: number, hasUnits: boolean) => string

const mebibytes =
  (value: (gpu: Gpu) => number): Field =>
  (gpu, _count, hasUnits) =>
    `${value(gpu)}${hasUnits ? ' MiB' : ''}`

const measured =
  (unit: string, value: (gpu: Gpu) => string): Field =>
  (gpu, _count, hasUnits) =>
    `${value(gpu)}${hasUnits ? ` ${unit}` : ''}`

/** Properties of `--query-gpu`, with the heading that each has in CSV. */
const fields: Readonly<Record<string, readonly [string, Field]>> = {
  index: ['index', (gpu) => String(gpu.index)],
  name: ['name', (gpu) => gpu.name],
  gpu_name: ['name', (gpu) => gpu.name],
  uuid: ['uuid', (gpu) => gpu.uuid],
  gpu_uuid: ['uuid', (gpu) => gpu.uuid],
  count: ['count', (_gpu, count) => String(count)],
  driver_version: ['driver_version', () => driver],
  'memory.total': ['memory.total [MiB]', mebibytes((gpu) => gpu.totalMiB)],
  'memory.used': ['memory.used [MiB]', mebibytes((gpu) => gpu.usedMiB)],
  'memory.free': ['memory.free [MiB]', mebibytes((gpu) => gpu.totalMiB - gpu.usedMiB)],
  'utilization.gpu': ['utilization.gpu [%]', measured('%', (gpu) => String(gpu.busy))],
  'utilization.memory': ['utilization.memory [%]', measured('%', (gpu) => String(Math.round(gpu.busy * 0.7)))],
  'temperature.gpu': ['temperature.gpu', (gpu) => String(30 + Math.round(gpu.busy * 0.4))],
  'power.draw': ['power.draw [W]', measured('W', (gpu) => (75 + gpu.busy * 5.5).toFixed(2))],
  'power.limit': ['power.limit [W]', measured('W', () => '700.00')],
  pstate: ['pstate', () => 'P0'],
  compute_cap: ['compute_cap', () => '9.0'],
}

const nvidiaSmi: Program = (call) => {
  const gpus = gpusOf(call)
  if (gpus.length === 0) throw new ProgramError('not found', 127)
  const value = (name: string): string | undefined =>
    call.args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3)
  const query = value('query-gpu')
  if (query !== undefined) return csv(call, gpus, query.split(','), value('format') ?? '')
  if (call.args.includes('-L') || call.args.includes('--list-gpus')) {
    for (const {index, name, uuid} of gpus) call.io.out.write(`GPU ${index}: ${name} (UUID: ${uuid})\n`)
    return 0
  }
  call.io.out.write(table(gpus))
  return 0
}

function csv(call: Call, gpus: readonly Gpu[], names: readonly string[], format: string): number {
  const unknown = names.find((name) => !(name.trim() in fields))
  if (unknown !== undefined) {
    call.io.out.write(`Field "${unknown}" is not a valid field to query.\n\n`)
    return 2
  }
  if (!format.startsWith('csv'))
    throw new ProgramError('"--format=" switch is missing. Please run \'nvidia-smi -h\' for help.', 2)
  const columns = names.flatMap((name) => {
    const found = fields[name.trim()]
    return found ? [found] : []
  })
  if (!format.includes('noheader')) call.io.out.write(`${columns.map(([heading]) => heading).join(', ')}\n`)
  for (const gpu of gpus) {
    const cells = columns.map(([, show]) => show(gpu, gpus.length, !format.includes('nounits')))
    call.io.out.write(`${cells.join(', ')}\n`)
  }
  return 0
}

function table(gpus: readonly Gpu[]): string {
  const rule = `+${'-'.repeat(41)}+${'-'.repeat(24)}+${'-'.repeat(22)}+\n`
  const line = (...cells: readonly [string, string, string]): string =>
    `|${cells[0].padEnd(41)}|${cells[1].padEnd(24)}|${cells[2].padEnd(22)}|\n`
  const rows = gpus.map(
    ({index, name, busy, usedMiB, totalMiB}) =>
      line(
        ` ${String(index).padStart(3)}  ${name.slice(0, 26).padEnd(26)} On `,
        ` 00000000:${(16 + index * 16).toString(16).toUpperCase().padStart(2, '0')}:00.0 Off`,
        '                    0 ',
      ) +
      line(
        ` N/A   ${30 + Math.round(busy * 0.4)}C    P0     ${String(Math.round(75 + busy * 5.5)).padStart(4)}W /  700W `,
        `${`${usedMiB}MiB / ${totalMiB}MiB`.padStart(22)}`,
        `    ${String(busy).padStart(3)}%      Default `,
      ) +
      rule,
  )
  const width = 89
  const top = `+${'-'.repeat(width)}+\n|${` NVIDIA-SMI ${driver}          Driver Version: ${driver}      CUDA Version: 13.0`.padEnd(width)}|\n`
  return `${top}${rule}${line(' GPU  Name                 Persistence-M', ' Bus-Id          Disp.A', ' Volatile Uncorr. ECC')}${line(' Fan  Temp   Perf          Pwr:Usage/Cap', '           Memory-Usage', ' GPU-Util  Compute M.')}${rule}${rows.join('')}`
}

/** NVIDIA's tool, for containers that hold GPUs. */
export const gpuPrograms: Readonly<Record<string, Program>> = {'nvidia-smi': nvidiaSmi}

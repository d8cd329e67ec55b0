/** What an engine was told on its command line. */
export interface Launch {
  readonly engine: 'vllm' | 'sglang'
  /** Names requests may use; the first is the model's own, the others are adapters. */
  readonly servedNames: readonly [string, ...string[]]
  readonly modelPath: string
  readonly port: number
  readonly parallelism: number
  readonly maxSequences: number
  /** Undefined: the model's own context length. */
  readonly maxModelLength: number | undefined
  readonly isEmbedding: boolean
  readonly toolParser: boolean
  readonly hasMetrics: boolean
}

interface Container {
  readonly image: string
  readonly command?: readonly string[]
  readonly args?: readonly string[]
}

/** The engine a container runs, by its image or its command line. */
export function engineOf(container: Container): Launch['engine'] | undefined {
  const line = [...(container.command ?? []), ...(container.args ?? [])].join(' ')
  if (line.includes('sglang_router') || line.includes('sglang-router') || line.includes('smg')) return undefined
  if (line.includes('sglang.launch_server') || line.includes('sglang serve')) return 'sglang'
  if (line.includes('vllm serve') || line.includes('vllm.entrypoints')) return 'vllm'
  const image = container.image.toLowerCase()
  if (image.includes('router') || image.includes('gateway')) return undefined
  if (image.includes('sglang')) return 'sglang'
  return image.includes('vllm') ? 'vllm' : undefined
}

/** Reads an engine's arguments, whichever of `--name value` and `--name=value` they use, also inside `sh -c`. */
export function readLaunch(
  engine: Launch['engine'],
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Launch {
  const words = argv
    .flatMap((word) => (/\s/.test(word) ? word.split(/\s+/) : [word]))
    .map((word) => word.replace(/^["']|["']$/g, ''))
  const value = (...names: readonly string[]): string | undefined => {
    for (const name of names) {
      const index = words.findIndex((word) => word === name || word.startsWith(`${name}=`))
      if (index < 0) continue
      const word = words[index] ?? ''
      return word.includes('=') ? word.slice(word.indexOf('=') + 1) : words[index + 1]
    }
    return undefined
  }
  const number = (fallback: number, ...names: readonly string[]): number => {
    const parsed = Number(value(...names))
    return Number.isInteger(parsed) && parsed > 0 ? parsed : fallback
  }
  const positional = words[words.indexOf('serve') + 1]
  const named = value('--model', '--model-path')
  const modelPath =
    named ??
    (words.includes('serve') && positional && !positional.startsWith('-') ? positional : undefined) ??
    env['MODEL_PATH'] ??
    'model'
  const served = value('--served-model-name') ?? modelPath
  const length = number(0, '--max-model-len', '--context-length')
  return {
    engine,
    servedNames: [served, ...adapterNames(words)],
    modelPath,
    port: number(engine === 'vllm' ? 8000 : 30_000, '--port'),
    parallelism: number(1, '--tensor-parallel-size', '-tp', '--tp-size', '--tp'),
    maxSequences: number(engine === 'vllm' ? 256 : 128, '--max-num-seqs', '--max-running-requests'),
    maxModelLength: length === 0 ? undefined : length,
    isEmbedding: words.includes('--is-embedding') || value('--task') === 'embed' || value('--runner') === 'pooling',
    toolParser: words.some((word) => word.startsWith('--tool-call-parser')),
    hasMetrics: engine === 'vllm' || words.includes('--enable-metrics'),
  }
}

/** Names of `--lora-modules name=path name=path …`. */
function adapterNames(words: readonly string[]): string[] {
  const start = words.indexOf('--lora-modules')
  if (start < 0) return []
  const rest = words.slice(start + 1)
  const end = rest.findIndex((word) => word.startsWith('-'))
  return rest.slice(0, end < 0 ? rest.length : end).flatMap((word) => word.split('=')[0] || [])
}

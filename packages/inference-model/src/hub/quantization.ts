import {at, fields, text} from '@ome/capacity/fields'

/** The quantisation words that the agent knows; undefined for other methods, as there. */
export function quantizationOf(config: unknown): string | undefined {
  const from = fields(at(config, 'quantization_config'))
  const method = `${text(from['quant_method']) ?? ''} ${text(from['quant_type']) ?? ''}`.toLowerCase()
  if (method.includes('int4')) return 'int4'
  return method.includes('fp8') ? 'fp8' : undefined
}

import {OmeError} from '@ome/sdk/errors'
import type {Plan} from '@ome/sdk/plan'
import {createConfig} from './create-config.ts'
import type {TemplatePorts} from './find-template.ts'
import {meantModel} from './meant-model.ts'

export interface CreateInference {
  readonly namespace: string
  readonly name: string
  readonly from?: string | undefined
  readonly settings: readonly string[]
  readonly model?: string | undefined
  readonly runtime?: string | undefined
  /** Longest context. */
  readonly maxModelLength?: number | undefined
  readonly replaces: boolean
}

/** A new config of the engine. Throws `usage` for the runtime that reads none. */
export async function createInference(ports: TemplatePorts, ask: CreateInference): Promise<Plan> {
  if (ask.runtime === 'transformers')
    throw new OmeError('usage', 'the transformers runtime reads no config: KAITO gives these maps to vLLM only', [
      'leave the config out, or serve the model with vLLM: --runtime vllm',
    ])
  const {model, notes} = meantModel(ask.model, 'inference')
  const length = ask.maxModelLength === undefined ? [] : [`max-model-len=${ask.maxModelLength}`]
  const settings = [...ask.settings, ...length]
  return await createConfig(ports, {...ask, kind: 'inference', settings, model, notes})
}

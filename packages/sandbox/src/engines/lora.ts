import {RequestProblem} from './requests.ts'
import type {EngineState} from './server-state.ts'

const nameOf = (body: Record<string, unknown>): string => {
  const name = body['lora_name']
  if (typeof name === 'string' && name !== '') return name
  throw new RequestProblem(400, 'InvalidUserInput', "Both 'lora_name' and 'lora_path' must be provided.")
}

/** Loads an adapter beside the model; the answer is vLLM's. */
export function loadAdapter({adapters, launch}: EngineState, body: Record<string, unknown>): string {
  const name = nameOf(body)
  const path = body['lora_path']
  if (typeof path !== 'string' || path === '') {
    throw new RequestProblem(400, 'InvalidUserInput', "Both 'lora_name' and 'lora_path' must be provided.")
  }
  if (adapters.has(name) || launch.servedNames.includes(name)) {
    throw new RequestProblem(400, 'InvalidUserInput', `The lora adapter '${name}' has already been loaded.`)
  }
  adapters.set(name, path)
  return `Success: LoRA adapter '${name}' added successfully.`
}

/** Takes a loaded adapter away again. */
export function unloadAdapter({adapters}: EngineState, body: Record<string, unknown>): string {
  const name = nameOf(body)
  if (!adapters.delete(name)) {
    throw new RequestProblem(404, 'NotFoundError', `The lora adapter '${name}' cannot be found.`)
  }
  return `Success: LoRA adapter '${name}' removed successfully.`
}

import type {Answers} from '@ome/sdk/answers'
import type {StartWish} from '../domain/start-wish.ts'

/** The wish after all questions; what was said on the line is what a blank answer means. */
export async function askWish(answers: Answers, wish: StartWish): Promise<StartWish> {
  const model = await answers.text('Model', wish.model ?? '')
  const method = await answers.text('Method, lora or qlora', wish.method)
  const input = await answers.text('Data: URL, gs://BUCKET/OBJECT, pvc://CLAIM or image:REF', wish.input.join(' '))
  const output = await answers.text('Adapter to: REGISTRY/NAME:TAG or pvc://CLAIM', wish.output ?? '')
  const instanceType = await answers.text('Instance type, blank for the cheapest that fits', wish.instanceType ?? '')
  const epochs = await answers.text('Epochs, blank for those of the config', text(wish.epochs))
  const batchSize = await answers.text('Batch size, blank for that of the config', text(wish.batchSize))
  return {
    ...wish,
    model,
    method,
    input: input.split(/[\s,]+/).filter(Boolean),
    output,
    instanceType: instanceType === '' ? undefined : instanceType,
    epochs: count(epochs),
    batchSize: count(batchSize),
  }
}

const text = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** What is no number becomes none that the config takes, and is refused with its other values. */
const count = (typed: string): number | undefined => (typed === '' ? undefined : Number(typed))

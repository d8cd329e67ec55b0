import type {Answers} from '@ome/sdk/answers'
import type {AnswerChecks, StartWish} from '../domain/start-wish.ts'

/** The wish after all questions; what was said on the line is what a blank answer means. */
export async function askWish(answers: Answers, wish: StartWish, checks: AnswerChecks): Promise<StartWish> {
  const sources = (typed: string): readonly string[] => typed.split(/[\s,]+/).filter(Boolean)
  const model = await answers.text('Model', wish.model ?? '', checks.model)
  const method = await answers.text('Method, lora or qlora', wish.method, checks.method)
  const where = 'Data: URL, gs://BUCKET/OBJECT, pvc://CLAIM or image:REF'
  const input = await answers.text(where, wish.input.join(' '), (typed) => checks.input(sources(typed)))
  const output = await answers.text('Adapter to: REGISTRY/NAME:TAG or pvc://CLAIM', wish.output ?? '', checks.output)
  const machine = 'Instance type, blank for the cheapest that fits'
  const instanceType = await answers.text(machine, wish.instanceType ?? '', orBlank(checks.instanceType))
  const ownEpochs = 'Epochs, blank for those of the config'
  const epochs = await answers.text(ownEpochs, wish.epochs ?? '', orBlank(checks.epochs))
  const ownBatch = 'Batch size, blank for that of the config'
  const batchSize = await answers.text(ownBatch, wish.batchSize ?? '', orBlank(checks.batchSize))
  return {
    ...wish,
    model,
    method,
    input: sources(input),
    output,
    instanceType: said(instanceType),
    epochs: said(epochs),
    batchSize: said(batchSize),
  }
}

const orBlank = (check: (typed: string) => void) => (typed: string) => {
  if (typed !== '') check(typed)
}

const said = (text: string): string | undefined => (text === '' ? undefined : text)

import {asks, callOf, modelOf, open, type Rule} from './answer.ts'

export const tunes: Rule = (frame) => {
  const {has, strange, title, addresses, namespace} = frame
  if (!has('tune', 'tuning')) return undefined
  const name = title ?? strange[0] ?? frame.services[0]?.name
  if (has('cancel', 'stop', 'delete', 'abort'))
    return name === undefined
      ? open('which tuning run shall I cancel?', ['list them: ome tune list'], [])
      : asks('tune', callOf('tune cancel', {name, namespace}), {topics: []})
  if (has('list', 'show', 'tuning') && !has('tune')) return asks('tune', callOf('tune list', {namespace}), {topics: []})
  const model = modelOf(frame)
  if (model?.kind === 'several') return model.answer
  if (!model)
    return open(
      'which model shall I tune?',
      ['say: fine-tune phi-4-mini-instruct on https://…/train.parquet into REGISTRY/NAME:TAG as support'],
      ['models'],
    )
  const inputs = addresses.filter((text) => /^(https?|gs|pvc|image):/.test(text))
  const output = addresses.find((text) => /^[\w.-]+\.[\w.-]+\/\S+$/.test(text) && !text.includes('://'))
  const method = has('qlora') ? 'qlora' : has('lora') ? 'lora' : undefined
  if (inputs.length === 0)
    return open(
      `what shall ${model.name} be tuned on?`,
      ['name the data: an https address, gs://BUCKET/OBJECT or pvc://CLAIM'],
      [],
    )
  const run = title ?? `${model.name}-tuned`
  return asks(
    'tune',
    callOf('tune start', {
      name: run,
      model: model.name,
      method,
      input: inputs,
      output: output === undefined ? undefined : [output],
      namespace,
    }),
    {
      notes: model.notes,
      topics: ['models'],
    },
  )
}

export const asksRag: Rule = (frame) => {
  const {has, strange, quoted, title, namespace} = frame
  if (!has('rag')) return undefined
  const name = title ?? strange[0] ?? frame.services[0]?.name
  const [question] = quoted
  if (question !== undefined)
    return name === undefined
      ? open('which RAG engine shall I ask?', ['say: ask rag papers "What is KAITO?"'], [])
      : asks('rag', callOf('rag query', {name, question, namespace}), {topics: []})
  if (name === undefined && has('show', 'list', 'what', 'which', 'all'))
    return asks('rag', callOf('get', {resources: ['ragengines'], namespace}), {topics: []})
  return undefined
}

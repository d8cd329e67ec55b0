import {OmeError} from '@ome/sdk/errors'
import type {AssistantRecord} from './record.ts'
import type {AssistantPlan, PlannedStep} from './step.ts'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText)

const ofKind = (document: unknown, kind: string): document is Fields =>
  isFields(document) && document['apiVersion'] === 'ome.cli/v1' && document['kind'] === kind

const isStep = (value: unknown): value is PlannedStep =>
  isFields(value) &&
  isText(value['command']) &&
  isFields(value['input']) &&
  isText(value['line']) &&
  isText(value['digest']) &&
  ['read', 'write', 'destructive'].some((effect) => effect === value['effect']) &&
  typeof value['tried'] === 'boolean' &&
  areTexts(value['reasons']) &&
  Array.isArray(value['changes']) &&
  value['changes'].every(
    (change) =>
      isFields(change) && isText(change['action']) && isFields(change['object']) && isText(change['object']['name']),
  )

/** A document that `ome ai --plan` wrote. Throws `usage` for anything else. */
export function toPlan(document: unknown, source: string): AssistantPlan {
  const isWhole =
    ofKind(document, 'AssistantPlan') &&
    ['id', 'text', 'by', 'createdAt', 'namespace', 'digest'].every((key) => isText(document[key])) &&
    areTexts(document['notes']) &&
    Array.isArray(document['steps']) &&
    document['steps'].every(isStep)
  if (!isWhole)
    throw new OmeError('usage', `${source} is no plan of ome ai`, [
      'make one: ome ai "scale prod-llama to 5" --plan plan.json',
    ])
  const {apiVersion: _version, kind: _kind, ...plan} = document
  return plan as unknown as AssistantPlan
}

/** A document that `ome ai --record` wrote. Throws `usage` for anything else. */
export function toRecord(document: unknown, source: string): AssistantRecord {
  const isRun = (run: unknown): boolean =>
    isFields(run) &&
    areTexts(run['words']) &&
    typeof run['code'] === 'number' &&
    isText(run['out']) &&
    isText(run['err'])
  const isWhole =
    ofKind(document, 'AssistantRecord') &&
    isText(document['text']) &&
    isText(document['createdAt']) &&
    isFields(document['place']) &&
    isText(document['place']['namespace']) &&
    Array.isArray(document['exchanges']) &&
    document['exchanges'].every((exchange) => isFields(exchange)) &&
    Array.isArray(document['runs']) &&
    document['runs'].every(isRun)
  if (!isWhole)
    throw new OmeError('usage', `${source} is no record of ome ai`, [
      'make one: ome ai "list models" --record record.json',
    ])
  const {apiVersion: _version, kind: _kind, ...record} = document
  return record as unknown as AssistantRecord
}

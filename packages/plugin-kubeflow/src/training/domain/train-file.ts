import {type Fields, fields, text} from '@ome/capacity/fields'
import {pytorchJobs, trainJobs} from '@ome/kinds/kubeflow'
import {OmeError} from '@ome/sdk/errors'
import type {KubeObject} from '@ome/sdk/kube'
import {kindOfWord} from '../../domain/kubeflow-kind.ts'
import {readShortForm} from './short-form.ts'

/** What a file asks for. */
export interface TrainFile {
  readonly kind: 'TrainJob' | 'PyTorchJob'
  /** It was written in few words: nothing of it is a decision of the API. */
  readonly isShort: boolean
  /** With the name and namespace that were asked for. A TrainJob may have no `runtimeRef`. */
  readonly object: KubeObject
}

export interface TrainPlace {
  readonly name: string
  readonly namespace: string
  /** Path of the file. */
  readonly source: string
}

/** Reads a TrainJob, a PyTorchJob or the short form. The name that was typed wins. */
export function readTrainFile(document: unknown, {name, namespace, source}: TrainPlace): TrainFile {
  const wanted = fields(document)
  if (Object.keys(wanted).length === 0) throw notOne(source, 'no training job')
  const {apiVersion, kind, metadata} = wanted
  if (apiVersion === undefined && kind === undefined) {
    const {runtime, spec} = readShortForm(wanted, source)
    const runtimeRef = runtime === undefined ? {} : {runtimeRef: {name: runtime}}
    return {kind: 'TrainJob', isShort: true, object: trainJob({name, namespace}, {...runtimeRef, ...spec})}
  }
  const given = fields(metadata)
  const own = text(given['namespace'])
  if (own !== undefined && own !== namespace)
    throw new OmeError('usage', `${source} says namespace ${own}, and ${namespace} was asked for`, [
      `train it there: -n ${own}`,
    ])
  const place = {...given, name, namespace}
  if (isOf(wanted, trainJobs))
    return {kind: 'TrainJob', isShort: false, object: trainJob(place, fields(wanted['spec']))}
  if (isOf(wanted, pytorchJobs)) {
    const {group, version} = pytorchJobs
    const object = {apiVersion: `${group}/${version}`, kind: pytorchJobs.kind, metadata: place, spec: wanted['spec']}
    return {kind: 'PyTorchJob', isShort: false, object}
  }
  const what = text(kind) ?? 'something'
  const legacy = kindOfWord(what)
  if (legacy?.component === 'training' && groupOf(wanted) === legacy.resource.group)
    throw new OmeError('failed', `${what}s are not made here: ${source} is of the Training Operator 1.9`, [
      'write it as a TrainJob, which has runtimes for it: ome get clustertrainingruntimes',
      `or create it as it is: ome apply -f ${source === 'stdin' ? '-' : source}`,
    ])
  throw notOne(source, `a ${what}`)
}

function trainJob(metadata: KubeObject['metadata'], spec: Fields): KubeObject {
  const {group, version, kind} = trainJobs
  return {apiVersion: `${group}/${version}`, kind, metadata, spec}
}

const groupOf = ({apiVersion}: Fields): string => (text(apiVersion) ?? '').split('/')[0] ?? ''

const isOf = (document: Fields, {group, kind}: {readonly group: string; readonly kind: string}): boolean =>
  document['kind'] === kind && groupOf(document) === group

const notOne = (source: string, what: string): OmeError =>
  new OmeError('usage', `${source} holds ${what}`, [
    'train takes a TrainJob, a PyTorchJob, or runtime, image, command, args, nodes, gpus, dataset, model and env',
  ])

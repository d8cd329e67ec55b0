import type {Component} from '../domain/kubeflow-kind.ts'
import type {FoundObjects, ObjectStore} from '../domain/kubeflow-object.ts'
import {type Detection, kindsOf, mayNotList, notServed} from '../domain/served.ts'

export interface Reading {
  readonly detection: Detection
  readonly objects: ObjectStore
}

export interface ListObjects {
  /** Absent: all of them. */
  readonly component?: Component | undefined
  /** Absent: the whole cluster. */
  readonly namespace?: string | undefined
}

/** Objects of Kubeflow in the order of their kinds; the profile of a namespace is the one of its name. */
export async function listObjects(reading: Reading, {component, namespace}: ListObjects): Promise<FoundObjects> {
  const served = await reading.detection.served()
  const kinds = component === undefined ? served.kinds : kindsOf(served, component)
  if (kinds.length === 0) throw notServed(component)
  const {objects, denied} = await reading.objects.list(kinds, namespace)
  if (denied.length === kinds.length) throw mayNotList(denied, namespace)
  const isHere = ({kind, name}: (typeof objects)[number]) =>
    kind.resource.namespaced || namespace === undefined || name === namespace
  return {
    objects: objects.filter(isHere),
    // Whoever asks for everything does not miss what only administrators see.
    denied: component === undefined ? denied.filter(({resource}) => resource.namespaced) : denied,
  }
}

import type { Attribute } from '../graph.js';
import type { Form, NetworkBuilder } from './network.js';

/** Nodes of the network that stand for one node or layer of a TF.js model, about to be written. */
export class NodeWriter {
  /**
   * @param name what the node or layer is called; so is the node that it becomes.
   * @param input the first tensor that goes in.
   */
  constructor(
    readonly builder: NetworkBuilder,
    readonly name: string,
    readonly input: string,
  ) {}

  /** What is known of the first tensor that goes in. */
  get form(): Form {
    return this.builder.formOf(this.input);
  }

  get isImage(): boolean {
    return this.builder.isImage(this.input);
  }

  add(
    operation: string,
    inputs: readonly string[],
    attributes: Record<string, Attribute | undefined>,
    form: Form,
  ): void {
    this.builder.add(operation, this.name, inputs, attributes, form);
  }

  /** A node that leaves the tensor's shape as it is. */
  keep(operation: string, more: readonly string[] = [], attributes: Record<string, Attribute | undefined> = {}): void {
    this.add(operation, [this.input, ...more], attributes, this.form);
  }
}

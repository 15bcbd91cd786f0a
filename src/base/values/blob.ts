/** Apex Blob: bytes with no meaning of their own. */
export class ApexBlob {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  toString(): string {
    return `Blob[${this.bytes.length}]`;
  }
}

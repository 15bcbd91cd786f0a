// Says what went wrong and offers to try again.
import { LightningElement, api } from 'lwc';
import { errorMessages } from 'c/stewardErrorMessages';

interface Message {
  readonly key: number;
  readonly text: string;
}

export default class StewardErrorPanel extends LightningElement {
  @api headline = 'Something went wrong';
  /** The error as the platform gave it. */
  @api error: unknown;

  get messages(): Message[] {
    return errorMessages(this.error).map((text, key) => ({ key, text }));
  }

  handleRetry(): void {
    this.dispatchEvent(new CustomEvent('retried'));
  }
}

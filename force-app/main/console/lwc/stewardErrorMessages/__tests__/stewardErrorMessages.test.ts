import { errorMessages } from 'c/stewardErrorMessages';

describe('errorMessages', () => {
  it.each<[string, unknown, string[]]>([
    ['an Apex error', { body: { message: 'No access.' }, status: 500 }, ['No access.']],
    ['a list of them', { body: [{ message: 'One.' }, { message: 'Two.' }] }, ['One.', 'Two.']],
    [
      'a failed save',
      {
        body: {
          message: 'An error occurred.',
          pageErrors: [{ statusCode: 'X', message: 'Page.' }],
          fieldErrors: { Email: [{ statusCode: 'Y', message: 'Field.' }] }
        }
      },
      ['Page.', 'Field.']
    ],
    [
      'an error of the UI API',
      {
        body: {
          message: 'An error occurred.',
          output: { errors: [{ message: 'Record.' }], fieldErrors: { LastName: [{ message: 'Required.' }] } }
        }
      },
      ['Record.', 'Required.']
    ],
    ['empty page errors', { body: { message: 'Still here.', pageErrors: [], fieldErrors: {} } }, ['Still here.']],
    ['a JavaScript error', new TypeError('Failed to fetch'), ['Failed to fetch']],
    ['a text', 'Plain.', ['Plain.']],
    ['a status without a body', { status: 502, statusText: 'Bad Gateway' }, ['Bad Gateway']],
    ['a repeated message', [{ message: 'Same.' }, { message: 'Same.' }], ['Same.']],
    ['nothing', undefined, ['The server gave no reason.']],
    ['an empty object', {}, ['The server gave no reason.']],
    ['a blank message', { body: { message: '  ' } }, ['The server gave no reason.']]
  ])('reads %s', (_, error, messages) => {
    expect(errorMessages(error)).toEqual(messages);
  });
});

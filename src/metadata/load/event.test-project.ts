/** The platform event of the sound project, and what may be wrong with one. */
import { field, metadata, type ProjectFiles } from './metadata-text.test-project.ts';

const EVENT = 'audit/objects/News__e/News__e.object-meta.xml';
const TEXT = 'audit/objects/News__e/fields/Text__c.field-meta.xml';

export const eventProject: ProjectFiles = {
  [EVENT]: metadata(
    'CustomObject',
    `<label>News</label>
    <pluralLabel>News</pluralLabel>
    <deploymentStatus>Deployed</deploymentStatus>
    <eventType>HighVolume</eventType>
    <publishBehavior>PublishAfterCommit</publishBehavior>`
  ),
  [TEXT]: field('Text__c', '<type>Text</type>\n<length>80</length>')
};

export const eventCases = [
  {
    code: 'MET3035',
    what: 'a field type that events do not have',
    file: TEXT,
    find: '<type>Text</type>\n<length>80</length>',
    text: '<type>Email</type>',
    line: 5
  },
  {
    code: 'MET3035',
    what: 'a unique field of an event',
    file: TEXT,
    find: '<type>',
    text: '<unique>true</unique>\n<type>',
    line: 5
  },
  {
    code: 'MET3036',
    what: 'a standard-volume event',
    file: EVENT,
    find: 'HighVolume',
    text: 'StandardVolume',
    line: 6
  }
];

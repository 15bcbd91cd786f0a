/** System.UserInfo and System.FeatureManagement. Source: Apex Reference, classes of the same names. */
import type { PlatformClass } from '../../../apex/platform/platform-class.ts';
import { currentContext } from '../../execution/context.ts';
import { raise } from '../../values/index.ts';

function userField(name: string): () => unknown {
  return () => currentContext().user.field(name);
}

export const userClasses: readonly PlatformClass[] = [
  {
    name: 'System.UserInfo',
    kind: 'class',
    members: {
      'static String getUserId()': () => currentContext().user.id,
      'static String getUserName()': () => currentContext().user.username,
      'static String getName()': () => currentContext().user.name,
      'static String getFirstName()': userField('FirstName'),
      'static String getLastName()': userField('LastName'),
      'static String getUserEmail()': () => currentContext().user.email,
      'static String getProfileId()': () => currentContext().user.profileId,
      'static String getOrganizationId()': () => currentContext().organizationId,
      'static String getLanguage()': () => 'en_US',
      'static String getLocale()': () => 'en_US',
      'static Boolean isMultiCurrencyOrganization()': () => false
    }
  },
  {
    name: 'System.FeatureManagement',
    kind: 'class',
    members: {
      'static Boolean checkPermission(String apiName)': (apiName: string | null) =>
        apiName === null
          ? raise('NullPointerException', 'Argument cannot be null.')
          : currentContext().user.hasCustomPermission(apiName)
    }
  }
];

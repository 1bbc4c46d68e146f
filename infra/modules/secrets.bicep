// Secrets that no identity can replace. The app reads them by reference; nobody else has a role here.
param name string
param location string
param principalId string

@secure()
param sqlConnectionString string

@secure()
param eventGridDeliveryKey string

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    softDeleteRetentionInDays: 30
  }
}

resource sqlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(sqlConnectionString)) {
  parent: vault
  name: 'sql-connection'
  properties: {
    value: sqlConnectionString
  }
}

resource deliveryKeySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = if (!empty(eventGridDeliveryKey)) {
  parent: vault
  name: 'event-grid-delivery-key'
  properties: {
    value: eventGridDeliveryKey
  }
}

resource readSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, secretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

output sqlConnectionReference string = empty(sqlConnectionString) ? '' : '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${sqlSecret.name})'
output eventGridDeliveryKeyReference string = empty(eventGridDeliveryKey) ? '' : '@Microsoft.KeyVault(SecretUri=${vault.properties.vaultUri}secrets/${deliveryKeySecret.name})'

// The app settings that both kinds of app share. host.json names the Azure Storage backend; settings override it.
param storageName string
param identityClientId string
param monitorConnectionString string
param durableBackend string
param schedulerEndpoint string
param sqlConnectionReference string
param jobEventTopicEndpoint string
param eventGridDeliveryKeyReference string

var schedulerConnection = 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
var sqlConnection = 'SQLDB_Connection'
var provider = 'AzureFunctionsJobHost__extensions__durableTask__storageProvider'

var common = [
  {
    name: 'AzureWebJobsStorage__accountName'
    value: storageName
  }
  {
    name: 'AzureWebJobsStorage__credential'
    value: 'managedidentity'
  }
  {
    name: 'AzureWebJobsStorage__clientId'
    value: identityClientId
  }
  {
    name: 'APPLICATIONINSIGHTS_CONNECTION_STRING'
    value: monitorConnectionString
  }
  {
    name: 'Kiln__EventGrid__TopicEndpoint'
    value: jobEventTopicEndpoint
  }
  {
    name: 'Kiln__EventGrid__ManagedIdentityClientId'
    value: identityClientId
  }
  {
    name: 'Kiln__EventGrid__DeliveryKeys__0'
    value: eventGridDeliveryKeyReference
  }
]

var backends = {
  AzureStorage: []
  azureManaged: [
    {
      name: '${provider}__type'
      value: 'azureManaged'
    }
    {
      name: '${provider}__connectionStringName'
      value: schedulerConnection
    }
    {
      name: schedulerConnection
      value: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;ClientID=${identityClientId}'
    }
  ]
  mssql: [
    {
      name: '${provider}__type'
      value: 'mssql'
    }
    {
      name: '${provider}__connectionStringName'
      value: sqlConnection
    }
    {
      name: sqlConnection
      value: sqlConnectionReference
    }
  ]
}

output values array = concat(common, backends[durableBackend])

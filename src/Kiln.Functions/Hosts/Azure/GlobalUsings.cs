// The official names of the Functions programming model. The counterpart is Hosts/Local/GlobalUsings.cs.
#pragma warning disable IDE0005 // The list is whole, whether or not every name is in use today.
global using Microsoft.AspNetCore.Http;
global using Microsoft.Azure.Functions.Worker;
global using Microsoft.Azure.Functions.Worker.Builder;
global using Microsoft.Azure.Functions.Worker.Http;
global using Microsoft.Azure.Functions.Worker.Middleware;
global using Microsoft.DurableTask;
global using Microsoft.DurableTask.Client;
global using Microsoft.Extensions.Configuration;
global using Microsoft.Extensions.DependencyInjection;
global using Microsoft.Extensions.Hosting;
global using Microsoft.Extensions.Logging;
// Both the durable and the Functions programming model have a type of this name; functions mean the durable one.
global using RetryContext = Microsoft.DurableTask.RetryContext;
// Its namespace has a TaskFailedException too, which is not the one that orchestrators see.
global using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

using System.Text.Json;
using Kiln.LocalHost.DurableTask.Client;
using Kiln.LocalHost.DurableTask.Converters;
using Kiln.LocalHost.Engine;
using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Functions.Invocation;
using Kiln.LocalHost.Http;
using Kiln.LocalHost.Management;
using Kiln.LocalHost.Settings;
using Kiln.LocalHost.Triggers.Timers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kiln.LocalHost.Hosting;

/// <summary>The services of the host itself.</summary>
internal static class LocalHostServices
{
    /// <summary>What an app may configure or replace before it is built.</summary>
    public static void AddDefaults(IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.Configure<JsonSerializerOptions>(static json => json.PropertyNameCaseInsensitive = true);
    }

    /// <summary>What the host is made of.</summary>
    public static void AddHost(
        IServiceCollection services, IReadOnlyList<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> middleware)
    {
        services.AddSingleton<ListeningAddress>();
        services.AddSingleton<DrainSignal>();
        services.AddSingleton(provider => HostKeys.Open(
            provider.GetRequiredService<LocalHostOptions>().DataPath, provider.GetRequiredService<LocalHostOptions>().FunctionKey));
        services.AddSingleton(provider => new FunctionPipeline(
            provider.GetRequiredService<FunctionCatalog>(), middleware, ClientOf(provider)));
        services.AddSingleton<InvocationRunner>();
        services.AddSingleton(provider => new JsonDataConverter(provider.GetRequiredService<IOptions<JsonSerializerOptions>>().Value));
        services.AddSingleton(MakeRegistry);
        services.AddSingleton(MakeEngine);
        services.AddSingleton<ScheduleStatusStore>();
        services.AddSingleton<TimerTriggers>();
        services.AddSingleton<ILocalEndpoint, FunctionEndpoints>();
        services.AddSingleton<ManagementUrls>();
        services.AddSingleton<RequestJson>();
        services.AddSingleton<InstanceQueries>();
        services.AddSingleton<InstanceStarter>();
        services.AddSingleton<InstanceCommands>();
        services.AddSingleton<ILocalEndpoint, DurableManagementEndpoint>();
        services.AddHostedService<ParentProcess>();
    }

    private static Func<DurableTaskClient> ClientOf(IServiceProvider provider) =>
        () => provider.GetRequiredService<DurableEngine>().Client;

    private static TaskRegistry MakeRegistry(IServiceProvider provider)
    {
        TaskRegistry registry = new();
        new DurableFunctions(
            provider.GetRequiredService<FunctionCatalog>(),
            provider.GetRequiredService<FunctionPipeline>(),
            provider.GetRequiredService<InvocationRunner>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            provider.GetRequiredService<JsonDataConverter>(),
            provider.GetRequiredService<ListeningAddress>().WhenListening).Register(registry);
        return registry;
    }

    private static DurableEngine MakeEngine(IServiceProvider provider)
    {
        HostSettings settings = provider.GetRequiredService<HostSettings>();
        LocalHostOptions options = provider.GetRequiredService<LocalHostOptions>();
        DurableEngineOptions engine = new()
        {
            DataDirectory = options.DataPath,
            HubName = settings.HubName,
            MaxConcurrentActivities = settings.MaxConcurrentActivityFunctions,
            MaxConcurrentOrchestrators = settings.MaxConcurrentOrchestratorFunctions,
            ShutdownGraceTime = options.ShutdownTimeout,
            DefaultVersion = settings.DefaultVersion ?? string.Empty,
            DataConverter = provider.GetRequiredService<JsonDataConverter>(),
            TimeProvider = provider.GetRequiredService<TimeProvider>(),
        };
        return new DurableEngine(engine, provider.GetRequiredService<TaskRegistry>(), provider.GetRequiredService<ILoggerFactory>());
    }
}

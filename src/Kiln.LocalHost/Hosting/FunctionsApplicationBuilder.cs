using Kiln.LocalHost.Functions;
using Kiln.LocalHost.Functions.Discovery;
using Kiln.LocalHost.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kiln.LocalHost.Hosting;

/// <summary>Puts together a Functions app and the local host that runs it.</summary>
public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private static readonly Dictionary<string, string> ShortOptions = new()
    {
        ["--urls"] = $"{LocalHostOptions.Section}:{nameof(LocalHostOptions.Urls)}",
        ["--data"] = $"{LocalHostOptions.Section}:Data",
        ["--parent-pid"] = $"{LocalHostOptions.Section}:ParentPid",
    };

    private readonly WebApplicationBuilder _web;
    private readonly IReadOnlyList<Type> _types;
    private readonly LocalSettings _localSettings;
    private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> _middleware = [];
    private bool _built;

    internal FunctionsApplicationBuilder(string[] args, IReadOnlyList<Type> types, string appDirectory)
    {
        _types = types;
        _web = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = types is [Type first, ..] ? first.Assembly.GetName().Name : null,
            ContentRootPath = appDirectory,
            EnvironmentName = System.Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
                ?? System.Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
                ?? Environments.Development,
        });
        HostJson.AddTo(Configuration, appDirectory);
        _localSettings = LocalSettings.Read(appDirectory, Directory.GetCurrentDirectory());
        _localSettings.ApplyToEnvironment();
        Configuration.AddEnvironmentVariables().AddCommandLine(args, ShortOptions);
        HostLogging.Configure(Logging, Configuration);
        LocalHostServices.AddDefaults(Services);
    }

    /// <summary>Values that extensions of the builder share.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    /// <summary>The app's settings.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    /// <summary>The app's environment: Development unless <c>AZURE_FUNCTIONS_ENVIRONMENT</c> says otherwise.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <summary>Logging. What is logged goes to the standard error; the standard output holds the listening line alone.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>Metrics.</summary>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => _web.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    /// <summary>Whether the app called <c>ConfigureFunctionsWebApplication</c>.</summary>
    internal bool ServesHttp { get; set; }

    /// <summary>
    /// Finds the app's functions and makes the host that runs them. It begins to listen, and to run durable functions and timers, when
    /// it is started.
    /// </summary>
    /// <exception cref="InvalidOperationException">The app was built before.</exception>
    public IHost Build()
    {
        ThrowIfBuilt();
        _built = true;
        LocalHostOptions options = Configuration.GetSection(LocalHostOptions.Section).Get<LocalHostOptions>() ?? new LocalHostOptions();
        AppSettings appSettings = new(Configuration);
        HostSettings settings = HostSettings.Read(Configuration, appSettings);
        FunctionCatalog catalog = FunctionCatalog.Find(_types.Where(type => type.IsClass), appSettings);
        TaskHubs.Check(catalog, settings, appSettings);
        if (!ServesHttp && catalog.Of(TriggerKind.Http).FirstOrDefault() is { } function)
        {
            throw new LocalHostException($"The app has HTTP functions, such as {function}: call ConfigureFunctionsWebApplication() first.");
        }

        string[] urls = ListenUrls.Of(options, _localSettings.Host?.LocalHttpPort ?? 7071);
        Services.AddSingleton(options).AddSingleton(settings).AddSingleton(appSettings).AddSingleton(catalog);
        LocalHostServices.AddHost(Services, _middleware);
        HttpServer.Configure(_web, options, urls, _localSettings.Host);
        return new LocalFunctionsHost(_web.Build(), _localSettings.Host?.Cors is not null);
    }

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Adds a step to the way to every function.</summary>
    /// <exception cref="InvalidOperationException">The app was built before.</exception>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        ThrowIfBuilt();
        _middleware.Add(middleware);
        return this;
    }

    private void ThrowIfBuilt()
    {
        if (_built)
        {
            throw new InvalidOperationException("The application has already been built.");
        }
    }
}

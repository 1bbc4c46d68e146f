using Microsoft.Extensions.DependencyInjection;

namespace Kiln.LocalHost.Functions;

/// <summary>What middleware is registered on.</summary>
public interface IFunctionsWorkerApplicationBuilder
{
    /// <summary>The app's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Adds a step; steps run in the order they were added.</summary>
    IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware);
}

using System.Collections.Frozen;
using Kiln.Functions.OpenApi;

namespace Kiln.Functions.Access;

/// <summary>
/// Puts what the function's <see cref="OperationAttribute.Scopes"/> ask of a key where <see cref="Authentication"/> finds it, so that no
/// function can forget to ask.
/// </summary>
internal sealed class ScopeMiddleware : IFunctionsWorkerMiddleware
{
    private static readonly FrozenDictionary<string, NeededScopes> Needed = HttpOperation.FindAll(typeof(ScopeMiddleware).Assembly)
        .Where(operation => operation.Description is not null)
        .ToFrozenDictionary(operation => operation.Name, operation => new NeededScopes(operation.Description!.Scopes), StringComparer.Ordinal);

    /// <inheritdoc />
    public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        if (context.GetHttpContext() is { } http)
        {
            http.Features.Set(Needed.GetValueOrDefault(context.FunctionDefinition.Name));
        }

        return next(context);
    }
}

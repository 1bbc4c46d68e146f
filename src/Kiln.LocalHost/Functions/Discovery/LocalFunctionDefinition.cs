using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Kiln.LocalHost.Functions.Discovery;

/// <summary>The definition of a discovered function, as function contexts show it.</summary>
internal sealed class LocalFunctionDefinition : FunctionDefinition
{
    /// <param name="name">The function's name.</param>
    /// <param name="method">Its method.</param>
    /// <param name="triggerType">The binding type of its trigger, for example <c>httpTrigger</c>.</param>
    /// <param name="bindings">Its bound parameters.</param>
    public LocalFunctionDefinition(string name, MethodInfo method, string triggerType, IReadOnlyList<ParameterBinding> bindings)
    {
        Name = name;
        EntryPoint = $"{method.DeclaringType!.FullName}.{method.Name}";
        PathToAssembly = method.DeclaringType.Assembly.Location;
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}\n{EntryPoint}")).AsSpan(0, 16));
        Parameters =
        [
            .. bindings.Select(binding => new FunctionParameter(
                binding.Name, binding.Type, binding.Parameter.HasDefaultValue, binding.Parameter.DefaultValue)),
        ];
        InputBindings = bindings
            .Where(binding => binding.Source is ParameterSource.Trigger or ParameterSource.DurableClient)
            .ToImmutableDictionary(
                binding => binding.Name,
                BindingMetadata (binding) => new LocalBindingMetadata(
                    binding.Name, binding.Source is ParameterSource.Trigger ? triggerType : "durableClient", BindingDirection.In));
        OutputBindings = triggerType == "httpTrigger"
            ? ImmutableDictionary<string, BindingMetadata>.Empty.Add(
                "$return", new LocalBindingMetadata("$return", "http", BindingDirection.Out))
            : ImmutableDictionary<string, BindingMetadata>.Empty;
    }

    /// <inheritdoc/>
    public override ImmutableArray<FunctionParameter> Parameters { get; }

    /// <inheritdoc/>
    public override string PathToAssembly { get; }

    /// <inheritdoc/>
    public override string EntryPoint { get; }

    /// <inheritdoc/>
    public override string Id { get; }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; }

    /// <inheritdoc/>
    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; }
}

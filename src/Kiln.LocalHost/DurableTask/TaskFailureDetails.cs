using System.Reflection;
using System.Text.Json.Serialization;

namespace Kiln.LocalHost.DurableTask;

/// <summary>A failure as it is stored and handed on.</summary>
/// <param name="ErrorType">Full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">The exception's stack trace, if known.</param>
/// <param name="InnerFailure">What caused it, if known.</param>
/// <param name="Properties">Further properties, if any.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    [property: JsonIgnore] IDictionary<string, object?>? Properties)
{
    /// <summary>True when the failed task must not be tried again.</summary>
    [JsonInclude]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    internal bool IsNonRetriable { get; init; }

    /// <summary>Describes an exception with its inner causes.</summary>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        TaskFailureDetails? inner = exception switch
        {
            TaskFailedException failed => failed.FailureDetails,
            { InnerException: { } cause } => FromException(cause),
            _ => null,
        };
        return new TaskFailureDetails(exception.GetType().FullName ?? exception.GetType().Name, exception.Message, exception.StackTrace, inner, null);
    }

    /// <summary>True when the failure was an exception of this type or of a type derived from it.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T), Assembly.GetCallingAssembly());

    /// <summary>True when the failure was an exception of this type or of a type derived from it.</summary>
    /// <param name="type">An exception type.</param>
    /// <exception cref="ArgumentException">The type is not an exception type.</exception>
    public bool IsCausedBy(Type type) => IsCausedBy(type, Assembly.GetCallingAssembly());

    /// <summary>Type and message.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    private bool IsCausedBy(Type type, Assembly caller)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(Exception).IsAssignableFrom(type))
        {
            throw new ArgumentException($"The type {type} is not an exception type.", nameof(type));
        }

        Type? failed = Type.GetType(ErrorType, throwOnError: false)
            ?? type.Assembly.GetType(ErrorType, throwOnError: false)
            ?? caller.GetType(ErrorType, throwOnError: false)
            ?? OnlyLoadedType();
        return failed is not null && type.IsAssignableFrom(failed);
    }

    private Type? OnlyLoadedType()
    {
        Type[] candidates =
        [
            .. AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(ErrorType, throwOnError: false))
                .OfType<Type>(),
        ];
        return candidates.Length > 1
            ? throw new AmbiguousMatchException($"Several loaded assemblies hold an exception type named '{ErrorType}'.")
            : candidates.FirstOrDefault();
    }
}

namespace Kiln.Functions.OpenApi;

/// <summary>What several functions have in common, said once: the parameters that they read and the replies that they give.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal abstract class CommonOperationAttribute : Attribute
{
    /// <summary>The parameters, before those that the function names itself.</summary>
    public virtual IReadOnlyList<ParameterAttribute> Parameters => [];

    /// <summary>The replies, before those that the function names itself.</summary>
    public virtual IReadOnlyList<ReplyAttribute> Replies => [];
}

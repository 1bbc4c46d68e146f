namespace Kiln.LocalHost.Functions;

/// <summary>The key an HTTP function asks for, in the header <c>x-functions-key</c> or the query parameter <c>code</c>.</summary>
public enum AuthorizationLevel
{
    /// <summary>No key.</summary>
    Anonymous = 0,

    /// <summary>An authenticated user. No key grants this level but the master key.</summary>
    User = 1,

    /// <summary>A function key or the master key.</summary>
    Function = 2,

    /// <summary>A system key or the master key.</summary>
    System = 3,

    /// <summary>The master key alone.</summary>
    Admin = 4,
}

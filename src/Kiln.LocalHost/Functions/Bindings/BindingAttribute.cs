namespace Kiln.LocalHost.Functions;

/// <summary>The base of every attribute that says where a parameter's value comes from.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class BindingAttribute : Attribute;

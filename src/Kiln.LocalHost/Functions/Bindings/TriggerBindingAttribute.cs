namespace Kiln.LocalHost.Functions;

/// <summary>The base of the attributes that mark the parameter whose arrival starts a function. A function has exactly one.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public abstract class TriggerBindingAttribute : BindingAttribute;

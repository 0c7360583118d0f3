-- duty_alert: chore: alerts whoever is on call
select pakn.duty_alert(100)
